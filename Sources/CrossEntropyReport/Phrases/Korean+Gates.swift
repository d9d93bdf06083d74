package import CrossEntropyWorkflows

extension Korean: GatePhrases {
  package var gates: String { "통과 조건" }

  package func word(_ outcome: GateResult.Outcome) -> String {
    switch outcome {
    case .pass: "통과"
    case .fail: "실패"
    case .inconclusive: "판정 불가"
    }
  }

  package func worse(than baseline: String, margin: String) -> String {
    "\(baseline)보다 \(margin) nats 이상 나쁘지 않을 것"
  }

  package var byValue: String { "구간 없이 값만으로 판정" }

  package var untold: String { "구할 수 없음" }

  package var noInterval: String { "행이 적어 구간을 구할 수 없음" }

  package func jointGates(_ count: Int, confidence: String) -> String {
    "조건 \(grouped(count))개의 구간은 함께 성립하며, 하나하나는 \(confidence) 구간입니다"
  }

  package func unpairedBaseline(_ path: String) -> String {
    "\(path)에는 행별 손실이 없어 짝지어 비교하지 못했고, 그만큼 구간이 더 넓습니다"
  }
}
