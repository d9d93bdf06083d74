extension Korean: MeasurePhrases {
  package func rows(in unit: String) -> String { "행별 값(\(unit))" }
  package var rowHead: String { "행" }
  package func meansOver(rows: Int) -> String { "행 \(grouped(rows))개의 평균" }
  package func entropy(of name: String) -> String { "\(name)의 엔트로피" }
  package var crossEntropy: String { "교차 엔트로피" }
  package var divergence: String { "KL 발산" }
  package var reverseDivergence: String { "  반대 방향" }
  package var jeffreysDivergence: String { "제프리스 발산" }
  package var jensenShannonDivergence: String { "옌센–섀넌 발산" }
  package var jensenShannonDistance: String { "  그 제곱근(거리)" }
  package var totalVariation: String { "총변동 거리" }
  package var hellingerDistance: String { "헬링거 거리" }
  package var squaredError: String { "제곱 오차" }
  package var perplexity: String { "퍼플렉서티" }
  package func perplexity(of name: String) -> String { "\(name)의 퍼플렉서티" }
  package var accuracy: String { "정확도" }
  package func asUncertainAs(outcomes: String) -> String {
    "확률이 같은 결과 \(outcomes)개만큼 불확실합니다."
  }
  package func infinite(
    _ measures: [String], _ causes: [RuledOut], more: Int, happens: Bool
  ) -> String {
    let reasons = causes.map { cause in
      (cause.row.map { "\($0)번째 행의 " } ?? "")
        + "\(cause.outcome)번째 결과에서 \(cause.has), \(cause.lacks)"
    }
    return "\(list(measures)) 값이 ∞인 이유: "
      + (reasons + (more > 0 ? ["이 밖에 \(grouped(more))개"] : [])).joined(separator: "; ") + "."
      + (happens ? " q가 일어날 수 없다고 한 일이 일어납니다." : "")
  }
  package func allOutcomes(_ count: Int) -> String { "…(결과 \(grouped(count))개)" }

  package var counts: String { "횟수" }
  package func column(_ name: String, rows: Int, values: Int, missing: Int) -> String {
    "\(name): 행 \(grouped(rows))개, 서로 다른 값 \(grouped(values))개"
      + (missing > 0 ? "; 결측 셀 \(grouped(missing))개 제외" : "")
  }
  package func total(_ total: Int, outcomesSeen: Int) -> String {
    "총 \(grouped(total))번, 관측된 결과 \(grouped(outcomesSeen))종류"
  }
  package var entropyOfShares: String { "비율의 엔트로피" }
  package var millerMadow: String { "밀러–매도 추정값" }
  package var whatSharesLack: String {
    "표본 비율로 구한 엔트로피는 모집단의 엔트로피보다 작게 나오는 경향이 있습니다. 밀러–매도 추정값은 그 부족분을 "
      + "평균적으로 보정합니다(n번 가운데 결과 m종류 관측)."
  }
  package var looksLikeAnID: String {
    "모든 행의 값이 서로 다릅니다. 식별자나 수량으로 보이며, 이때 엔트로피는 행 수의 로그입니다."
  }

  package func pair(_ x: Variable, given y: Variable, rows: Int, missing: Int) -> String {
    "X는 \(x.name)(서로 다른 값 \(grouped(x.values))개), Y는 \(y.name)(서로 다른 값 \(grouped(y.values))개), "
      + "행 \(grouped(rows))개"
      + (missing > 0 ? "; 결측 셀이 있는 행 \(grouped(missing))개 제외" : "")
  }
  package var jointEntropy: String { "결합 엔트로피" }
  package func entropy(of x: String, given y: String) -> String { "\(y)를 알 때 \(x)의 엔트로피" }
  package var mutualInformation: String { "상호 정보량" }
  package var corrected: String { "표본 크기를 보정한 값(밀러–매도)" }
  package var byChance: String { "  우연만으로 생기는 평균" }
  package var adjusted: String { "  우연을 뺀 값(단위 없음)" }
  package func tells(
    _ y: String, share: String, byChance: String, about x: String
  ) -> String {
    "이 행들에서 \(y)\(Particle.topic.after(y)) \(x)의 정보 가운데 \(share)를 알려 줍니다: \(explainedShare). "
      + "우연만으로도 평균 \(byChance)가 나옵니다."
  }
  package func hasOneValue(_ x: String) -> String {
    "\(x)\(Particle.topic.after(x)) 값이 하나뿐이어서 알아낼 것이 없습니다."
  }
}
