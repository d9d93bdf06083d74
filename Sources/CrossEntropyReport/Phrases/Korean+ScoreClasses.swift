internal import CrossEntropyWorkflows

extension Korean: ScoreClassPhrases {
  package func classHead(_ column: ScoreClassColumn) -> String {
    switch column {
    case .name: "클래스"
    case .rows: "행"
    case .precision: "정밀도 %"
    case .recall: "재현율 %"
    case .f1: "F1 %"
    }
  }

  package func moreClasses(_ count: Int) -> String {
    "이 밖의 클래스 \(grouped(count))개는 JSON에 있습니다"
  }

  package func mistaken(_ list: String) -> String { "자주 혼동한 클래스: \(list)" }

  package func mistake(_ truth: String, for said: String, rows: String) -> String {
    "\(truth) → \(said) \(rows)"
  }

  package func topAccuracies(_ shares: [(classes: Int, share: String)]) -> String {
    shares.map { "상위 \($0.classes)개 안 \($0.share)" }.joined(separator: ", ")
  }

  package func decided(_ positive: String, from threshold: String?) -> String {
    (threshold.map { "확률이 \($0) 이상이면 \(positive)" } ?? "기대 비용이 가장 작은 클래스") + ": "
  }

  package func label(_ score: DecisionScore) -> String {
    switch score {
    case .precision: "정밀도"
    case .recall: "재현율"
    case .specificity: "특이도"
    case .f1: "F1"
    case .accuracy: "정확도"
    }
  }

  package func costs(
    _ mean: String, constant: String, constantCost: String, saved: String
  ) -> String {
    "행당 평균 \(mean). 모든 행을 \(quoted(constant)) 하나로 판정하면 \(constantCost), 줄인 비용 \(saved)"
  }

  package func bestThreshold(
    _ threshold: String?, isNone: Bool, cost: String, difference: String
  ) -> String {
    (threshold.map { "이 행들에서는 임계값이 \($0)일 때 비용이 가장 작습니다" }
      ?? "이 행들에서는 \(isNone ? "아무 행도 양성으로 보지 않을" : "모든 행을 양성으로 볼") 때 비용이 가장 작습니다")
      + ". 다른 행에서 찾은 임계값을 쓰면 행당 \(cost), 비용으로 정한 임계값과의 차이 \(difference)"
  }

  package func labelsApart(_ path: String, labels: Int) -> String {
    "\(path), 레이블 \(grouped(labels))개를 하나씩 평가"
  }

  package var labelHead: String { "레이블" }
  package var meanOfLabels: String { "평균" }

  package var labelsHaveMore: String {
    "레이블마다의 부분 집합과 판정은 \(settings(.details)) 옵션으로 볼 수 있습니다"
  }
}
