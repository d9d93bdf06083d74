package import CrossEntropy
package import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension Korean: LossPhrases {
  package func title(_ name: String, _ parameters: [String: String]) -> String {
    let value = parameters.values.first ?? ""
    let values = inSigns(parameters)
    return switch name {
    case "cross_entropy": "교차 엔트로피"
    case "squared_error": "제곱 오차"
    case "focal": "포컬 손실 \(values)"
    case "soft_focal": "소프트 포컬 손실 \(values)"
    case "label_smoothing": "레이블 스무딩 \(value)"
    case "balanced_cross_entropy": "클래스 균형 CE"
    case "prior_corrected_cross_entropy": "사전 확률 보정 CE"
    case "generalized_cross_entropy": "일반화 CE \(value)"
    case "rescaled_square": "스케일 조정 제곱 손실 \(values)"
    case "squentropy": "스퀜트로피"
    default: plainTitle(name, parameters)
    }
  }

  package func sentence(_ error: LossNameError) -> String {
    switch error {
    case .unknown(let name): "\(quoted(name)) 손실이 없습니다"
    case .noParameter(let loss, let got):
      "\(loss) 손실에는 매개변수가 없습니다(받은 값: \(quoted(got)))"
    case .malformedParameter(let loss, let parameters, let got):
      "\(loss) 손실의 매개변수는 \(example(loss, parameters))처럼 적습니다"
        + "(받은 값: \(quoted(got)))"
    case .repeatedParameter(let loss, let parameter):
      "\(loss)의 \(parameter.name) 값이 두 번 적혀 있습니다. 하나만 남기세요"
    case .outOfRange(let loss, let parameter, let value):
      "\(loss)의 \(parameter.name) 값은 \(words(parameter.range)) 합니다(받은 값: \(board(value)))"
    case .repeatedValue(let loss, let parameter, let value):
      "\(loss)의 \(parameter.name) 후보는 서로 달라야 합니다(두 번 받은 값: \(board(value)))"
    case .tooManyValues(let loss, let parameter, let count, let most):
      "\(loss)의 \(parameter.name) 후보는 \(grouped(most))개까지만 둘 수 있습니다(받은 개수: \(grouped(count)))"
    case .severalSearched(let loss, let parameters):
      "\(loss)에서는 매개변수 하나만 여러 값 가운데 고를 수 있습니다(받은 매개변수: "
        + "\(list(parameters.map(\.name)))). 나머지는 값을 하나만 적으세요"
    case .severalValues(let loss, let parameter, let values):
      "여기서는 \(loss)의 \(parameter.name) 값을 하나만 씁니다(받은 값: \(valuesToChooseFrom(values))). "
        + "여러 값 가운데 고르는 일은 표에서 손실을 비교할 때만 합니다"
    case .unitNotSupported(let loss, let unit, let units):
      "\(loss) 손실은 \(unit.rawValue) 출력이 아니라 \(list(units.map(\.rawValue))) 출력에만 씁니다"
    }
  }

  package func sentence(_ error: ModelNameError) -> String {
    switch error {
    case .unknownModel(let name): "\(quoted(name)) 모델이 없습니다"
    case .notWidthsAndActivation(let text):
      "mlp에는 층의 너비와 활성화 함수를 적습니다(받은 값: \(quoted(text)))"
    case .unknownActivation(let name, _): "\(quoted(name)) 활성화 함수가 없습니다"
    case .severalActivations(let one, let other):
      "은닉층에는 활성화 함수를 한 가지만 씁니다(받은 값: \(one.rawValue), \(other.rawValue))"
    case .badWidth(let part):
      "\(quoted(part))\(Particle.topic.after(part)) 층의 너비가 아닙니다"
        + "(1~\(grouped(ModelKind.mostUnits)))"
    case .badSetting(let text): "신경망에 없는 설정이거나 범위를 벗어난 값입니다: \(quoted(text))"
    case .tooMany(.units, let count, let most):
      "\(sentence(.memory)) 은닉층의 너비는 \(grouped(most)) 이하여야 합니다(받은 값: \(grouped(count)))"
    case .tooMany(.layers, let count, let most):
      "\(sentence(.time)) 은닉층은 \(grouped(most))개까지만 둘 수 있습니다(받은 개수: \(grouped(count)))"
    case .tooMany(.weights, let count, let most):
      "\(sentence(.memory)) 은닉층 사이의 가중치는 \(grouped(most))개까지만 둘 수 있습니다"
        + "(받은 개수: \(grouped(count)))"
    }
  }

  /// 0 이상이어야; 0 초과 1 이하여야; 0 이상 1 미만이어야.
  private func words(_ range: ParameterRange) -> String {
    let low = range.lower.map { "\(shortNumber($0.value)) \($0.isIncluded ? "이상" : "초과")" }
    let high = range.upper.map { "\(shortNumber($0.value)) \($0.isIncluded ? "이하" : "미만")" }
    let words = [low, high].compactMap { $0 }.joined(separator: " ")
    return words + (Particle.subject.after(words) == "이" ? "이어야" : "여야")
  }

  package func amount(_ number: String, _ unit: InformationUnit) -> String {
    "\(number) \(unit.rawValue)"
  }

  package func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
