internal import CrossEntropyLearning

extension Korean: LossPhrases {
  package func title(_ name: String, _ parameters: [String: Double]) -> String {
    let value = parameters.values.first.map { shortNumber($0) } ?? ""
    return switch name {
    case "cross_entropy": "교차 엔트로피"
    case "squared_error": "제곱 오차"
    case "focal": "포컬 손실 γ=\(value)"
    case "label_smoothing": "레이블 스무딩 \(value)"
    case "balanced_cross_entropy": "클래스 균형 CE"
    case "prior_corrected_cross_entropy": "사전 확률 보정 CE"
    case "generalized_cross_entropy": "일반화 CE \(value)"
    default: plainTitle(name, parameters)
    }
  }

  package func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
