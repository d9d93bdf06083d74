package import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension Korean: TrainPhrases {
  package func modelOf(_ target: String, isMultiLabel: Bool) -> String {
    isMultiLabel ? "\(target) 예측 모델" : "'\(target)' 예측 모델"
  }

  package func expectedHeading(_ kind: ExpectedScores.Kind, folds: Int) -> String {
    switch kind {
    case .folds: "새 행에서 기대할 점수: 폴드 \(folds)개를 차례로 빼 두고 쟀습니다"
    case .order: "이후 행에서 기대할 점수: 앞선 행으로 뒤의 블록 \(folds)개를 예측했습니다"
    case .share: "새 행에서 기대할 점수: 행 일부를 한 번 빼 두고 쟀습니다"
    case .table: "평가용 표와 비슷한 행에서 기대할 점수"
    }
  }

  package func label(_ fact: ModelFact) -> String {
    switch fact {
    case .logLoss: name(.logLoss)
    case .brierScore: name(.brierScore)
    case .accuracy: name(.accuracy)
    case .rocAUC: name(.rocAUC)
    case .crossEntropy: "크로스 엔트로피"
    case .loss: "손실"
    case .map: "보정 함수"
    case .chosen: "선택"
    case .stored: "디스크"
    case .size: "크기"
    }
  }

  package func expectedLogLoss(_ nats: String, interval: String?, constant: String) -> String {
    "\(nats) nats" + (interval.map { ", 95\(gap)% 구간 \($0)" } ?? "") + "; 클래스 비율만으로는 \(constant)"
  }

  package func besideCrossEntropy(_ nats: String, difference: String?, interval: String?) -> String
  {
    "같은 행에서 \(nats) nats"
      + (difference.map { "; 이 손실의 차이 \($0)" + (interval.map { " \($0)" } ?? "") } ?? "")
  }

  package func brierScore(_ score: String, of greatest: Int) -> String {
    "\(score)(최대 \(greatest))"
  }

  package func loss(_ title: String, ends: LossEnding) -> String {
    switch ends {
    case .atProbabilities: "\(title): 실제 확률에 이르므로 보정하지 않습니다"
    case .mapped:
      "\(title): 실제 확률에 이르지 않으므로 내부 폴드에서 배운 함수로 보정합니다. "
        + "\(settings(.asTrained))\(Particle.object.after(settings(.asTrained))) 주면 보정하지 않습니다"
    case .asTrained: "\(title): 실제 확률에 이르지 않지만 그대로 둡니다. 확률로 읽지 마세요"
    }
  }

  package func map(scale: String, offset: String?, target: String?) -> String {
    (target.map { "\($0): " } ?? "")
      + (offset.map { "logit p → \(scale)·logit p \($0)" } ?? "softmax(\(scale)·log p + b)")
  }

  package func chosen(
    _ value: String, of model: ModelKind, innerFolds: Int?, isAtEdge: Bool
  ) -> String {
    let what =
      switch model {
      case .linear: "벌점 λ = \(value)"
      case .sparseLinear: "L1 벌점 λ = \(value)"
      case .network: "스텝 크기 \(value)"
      }
    return what + (innerFolds.map { ", 내부 폴드 \($0)개로 골랐습니다" } ?? ", 지정한 값")
      + (isAtEdge ? ". 탐색 범위의 끝입니다" : "")
  }

  package func size(
    features: Int, weights: Int, nonzero: Int?, iterations: Int, best: Int?,
    _ kind: ModelKind.Iteration
  ) -> String {
    "인코딩된 열 \(grouped(features))개, 가중치 \(grouped(weights))개"
      + (nonzero.map { "(절편을 포함해 0이 아닌 것 \(grouped($0))개)" } ?? "") + "; "
      + (kind == .step ? "\(grouped(iterations))단계" : "\(grouped(iterations))에포크") + " 학습"
      + (best.map { ", 가중치는 \($0)번째 에포크의 것" } ?? "")
  }

  package func stored(_ counts: StoredRowCounts, sampled: Int) -> String {
    let left = [
      (counts.unlabelledRows, "레이블이 없는"), (counts.zeroWeightRows, "가중치가 0인"),
    ].filter { $0.0 > 0 }.map { "\($0.1) \(grouped($0.0))행" }
    let cells = [
      (counts.newCells, "표본에 없던 범주나 번호의"), (counts.oddCells, "숫자가 아니어서 결측으로 읽은"),
    ].filter { $0.0 > 0 }.map { "\($0.1) 셀 \(grouped($0.0))개" }
    return "\(grouped(counts.rows - counts.stoppingRows))행으로 학습하고 "
      + "다른 \(grouped(counts.stoppingRows))행으로 "
      + "멈출 때를 정했습니다(\(memory(counts.bytes))"
      + (counts.stoppingLogLoss.map { ", 이때 로그 손실 \(fixed($0, 4)) nats" } ?? "")
      + "). 열, 학습률, 보정 함수는 표본 \(grouped(sampled))행에서 얻었고, "
      + "예상 점수도 이 표본의 것이어서 실제보다 나쁘게 나옵니다"
      + (left.isEmpty ? "" : ". 제외: \(left.joined(separator: ", "))")
      + (cells.isEmpty ? "" : ". \(cells.joined(separator: ", "))")
  }

  package var unfinishedModel: String {
    "위의 벌점으로 한 마지막 학습이 단계 한도에서 끝났습니다. 모델은 점수만큼 좋지만 최적점은 아닙니다."
  }

  package func modelIs(in path: String, bytes: Int) -> String {
    "모델을 \(path)에 저장했습니다(\(memory(bytes)))."
  }

  package func nextOfModel(_ example: String) -> String { "다음: \(example)" }

  package func nextOfComparison(_ command: String) -> String { "모델 학습: \(command)" }
}
