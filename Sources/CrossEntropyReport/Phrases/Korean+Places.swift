package import CrossEntropyWorkflows

extension Korean: PlacePhrases {
  package func worst(_ share: String?, of item: ScoredItem, lines: String) -> String {
    (share.map { "손실의 \($0), " } ?? "") + "손실이 가장 큰 \(noun(item)): \(lines)"
  }

  package func suspects(
    _ count: Int, noise: String, _ doubt: LabelDoubt, lines: String
  ) -> String {
    (doubt == .labels ? "틀린 듯한 레이블" : "다른 클래스의 확률이 높은 행") + " \(grouped(count))개"
      + (doubt == .sharesAlone ? "" : "(레이블이 모두 옳아도 약 \(noise)개)") + ": \(lines)"
  }

  package func line(_ line: Int, id: String?, isRow: Bool) -> String {
    "\(grouped(line))번째 \(isRow ? "행" : "줄")" + (id.map { "(\($0))" } ?? "")
  }

  package var worstHeads: [String] { ["손실이 큰 행", "정답", "예측", "p(정답)", "손실"] }

  package var suspectHeads: [String] { ["레이블", "p(레이블)", "대안", "p(대안)"] }

  package var sliceHeads: [String] { ["행", "로그 손실", "나머지와의 차이", "치우침"] }

  package func byClass(_ column: String) -> String { "클래스(\(column))" }

  package func others(levels: Int) -> String { "드문 값 \(grouped(levels))개" }

  package var missingSlice: String { "(결측)" }

  package func slicesNote(_ slices: Int) -> String {
    "구간은 부분 집합 \(grouped(slices))개에 함께 성립합니다. 치우침은 평균 확률에서 실제 비율을 뺀 값입니다"
  }

  package func suspectsNote(_ doubt: LabelDoubt) -> String {
    (doubt == .chance
      ? "레이블이 모두 옳아도 이만큼은 나옵니다. "
      : doubt == .sharesAlone ? "클래스 비율보다 나을 것 없는 예측으로는 레이블을 의심할 수 없습니다. " : "")
      + "의심 행은 레이블의 확률이 그 레이블 행들의 평균보다 낮은데 다른 클래스의 확률은 그 클래스 행들의 평균보다 낮지 않은 행입니다. 지우지 말고 살펴보세요"
  }
}
