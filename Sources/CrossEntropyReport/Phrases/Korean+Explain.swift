internal import CrossEntropyWorkflows

extension Korean: ExplainPhrases {
  package func stepByStep(_ loss: String, outputs: Int, isSoftmax: Bool) -> String {
    let what =
      isSoftmax
      ? "소프트맥스 출력 \(outputs)개"
      : outputs == 1 ? "두 클래스를 가르는 시그모이드 출력 하나" : "시그모이드 출력 \(outputs)개"
    return "\(loss), 단계별 풀이: \(what)로 된 한 행"
  }

  package func fromLogitsToProbabilities(_ formula: String) -> String { "로짓에서 확률로: \(formula)" }
  package var readyProbabilities: String { "출력은 이미 확률이며, z는 그 확률이 나오는 로짓입니다" }
  package var classHead: String { "클래스" }
  package var outputHead: String { "출력" }
  package var targetHead: String { "목표" }
  package func isProbabilityOfClassOne(_ equation: String) -> String {
    "\(equation): 클래스 1의 확률"
  }
  package func greatestIsSubtracted(_ equation: String) -> String {
    "\(equation): 가장 큰 z를 빼서 지수 함수의 오버플로를 막습니다"
  }

  package var fromProbabilityToSurprisal: String {
    "확률에서 놀람(정보량)으로: 확률이 낮을수록 더 놀랍습니다"
  }
  package func fromLogits(_ equation: String, rounded probability: String) -> String {
    "\(equation): 확률이 \(probability)\(Particle.direction.after(probability)) 반올림되므로 로짓에서 계산"
  }

  package var squaredDistance: String { "손실: 출력과 목표 사이의 제곱 거리" }
  package var formulaOfOutputs: String { "손실: 출력에서 바로 계산" }
  package func lossOfTruth(isSurprisal: Bool) -> String {
    isSurprisal ? "손실: 정답의 놀람" : "손실: 정답 확률의 함수 f"
  }
  package func sumOverShares(isSurprisal: Bool) -> String {
    "손실: \(isSurprisal ? "놀람을" : "f를") 목표의 비중으로 가중해 더한 값"
  }
  package func sumOverOutputs(isSurprisal: Bool) -> String {
    "손실: 출력마다 구한 \(isSurprisal ? "놀람의" : "f의") 합"
  }
  package func meanAsKerasReports(_ mean: String, outputs: Int) -> String {
    "ℓ / 출력 \(outputs)개 = \(mean): Keras가 보고하는 평균"
  }
  package func isInfinite(class name: Int) -> String {
    "∞: 클래스 \(name)\(Particle.subject.after("\(name)")) 정답인데 확률 0을 받았습니다"
  }
  package func isInfinite(output: Int, isTrue: Bool) -> String {
    "∞: 출력 \(output)의 정답은 '\(isTrue ? "예" : "아니요")'인데 확률 0을 받았습니다"
  }

  package func gradient(_ formula: String) -> String { "기울기(그래디언트): \(formula)" }
  package func gradient(_ formula: String, where definition: String) -> String {
    "기울기(그래디언트): \(formula), 여기서 \(definition)"
  }
  package func forecastMinusOutcome(_ formula: String) -> String {
    "기울기(그래디언트): 예측에서 실제를 뺀 값, \(formula)"
  }
  package func slopeCancels(_ formula: String) -> String {
    "\(formula): o(1 − o)가 약분됩니다"
  }
  package func timesCrossEntropy(_ formula: String) -> String {
    "기울기(그래디언트): \(formula), 교차 엔트로피 기울기의 k배"
  }
  package func sharesTimesPulls(_ formula: String) -> String {
    "기울기(그래디언트): \(formula), kⱼ는 비중 × 당기는 힘, K는 그 합"
  }
  package func layerGradient(_ layer: String, _ formula: String) -> String {
    "층 \(layer)의 기울기: \(formula)"
  }

  package func beside(_ losses: [String]) -> String { "다른 손실과 비교: \(list(losses))" }
  package var nothingPulls: String { "기울기가 0입니다. 이 행은 이미 완벽하게 맞습니다." }
  package var squaredErrorDoesNotPull: String {
    "여기서 제곱 오차의 기울기는 0이어서 이 행에서 배우는 것이 없습니다."
  }
  package func pulls(_ loss: String, times ratio: String) -> String {
    "로짓에 대한 기울기는 가장 클 때 \(loss)\(Particle.subject.after(loss)) 제곱 오차의 \(ratio)배입니다."
  }
  package func confidentlyWrong(_ probability: String, slope: String) -> String {
    "확신하고 틀린 행입니다. 정답에 준 확률이 \(probability)입니다. 이런 행에서는 정답 출력에 대한 제곱 "
      + "오차의 기울기에 출력 유닛의 도함수 \(slope)\(Particle.subject.after(slope)) 곱해져 기울기가 소실됩니다."
  }
  package func moreInJSON(_ count: Int) -> String {
    "이 밖에 \(grouped(count))개가 더 있으며, 전체는 \(settings(.format)) json으로 볼 수 있습니다"
  }

  package var gradientsByProbability: String {
    "정답 출력의 기울기 |∂ℓ/∂z|: 맞은 행에서 확신하고 틀린 행까지"
  }
  package var probabilityOfTruth: String { "정답의 확률" }
  package var greatestHead: String { "최댓값" }
  package func stillPullHard(_ losses: [String]) -> String {
    "확신하고 틀린 행에서도 기울기가 큰 손실: \(list(losses))."
  }
  package func gradientDies(_ losses: [String]) -> String {
    "기울기에 p의 거듭제곱이 곱해져, p가 작아지면 기울기도 소실되는 손실: \(list(losses)). "
      + "이런 손실은 확신하고 틀린 행에서 아주 느리게 배우거나 아예 배우지 못합니다."
  }

  package var pictureTitle: String { "정답의 확률에 따른 손실과 기울기" }
  package var lossAxis: String { "손실(단위가 있으면 nats)" }
  package var gradientAxis: String { "기울기 |∂ℓ/∂z|" }
  package func curveEnds(
    _ loss: String, value: String, gradient: String, probability: String
  ) -> String {
    "\(loss): 정답의 확률이 \(probability)일 때 손실 \(value), 기울기 \(gradient)"
  }
}
