package import CrossEntropyEvaluation
package import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension Korean: PagePhrases {
  package var language: Language { .korean }

  package var glosses: [Gloss] {
    [
      ("교차 엔트로피", "cross entropy"), ("로그 손실", "log loss"), ("개선율", "skill"),
      ("브라이어 점수", "Brier score"), ("균형 정확도", "balanced accuracy"), ("정확도", "accuracy"),
      ("기대 보정 오차", "expected calibration error"), ("재보정", "recalibration"),
      ("보정", "calibration"), ("검증 폴드", "out of fold"), ("폴드", "fold"),
      ("포컬 손실", "focal loss"), ("제곱 오차", "squared error"),
      ("레이블 스무딩", "label smoothing"), ("클래스 균형", "balanced"),
      ("사전 확률 보정", "prior correction"), ("벌점", "penalty"), ("재현율", "recall"),
      ("정밀도", "precision"), ("기울기", "gradient"), ("경사 하강법", "gradient descent"),
      ("에포크", "epoch"), ("배치", "batch"), ("신뢰도", "reliability"), ("구간", "interval"),
      ("포화된", "saturated"), ("선형 분리 가능", "linearly separable"),
      ("최적점", "optimum"), ("목적 함수", "objective"), ("격자", "grid"),
      ("층화 분할", "stratification"), ("시드", "seed"), ("행렬 곱", "matrix products"),
    ].map { Gloss(word: $0, english: $1) }
  }

  // MARK: Terms

  package func name(_ term: Term) -> String {
    switch term {
    case .logLoss: "로그 손실"
    case .nats: "nats"
    case .bits: "bits"
    case .outOfFold: "검증 폴드"
    case .skill: "개선율"
    case .brierScore: "브라이어 점수"
    case .accuracy: "정확도"
    case .balancedAccuracy: "균형 정확도"
    case .rocAUC: "ROC AUC"
    case .averagePrecision: "AP"
    case .calibrationGain: "보정 이득"
    case .pValue: "p"
    case .calibrationError: "ECE"
    case .classwiseError: "클래스별 ECE"
    case .calibrationNoise: "우연"
    case .calibrationExcess: "초과"
    case .asTrained: "학습한 그대로"
    case .recalibrated: "재보정 후"
    case .difference: "차이"
    case .theseFits: "이번에 학습한 모델"
    case .trainingAnew: "다시 학습"
    case .interval: "구간"
    case .margin: "의미 있는 차이"
    case .foldsWon: "이긴 폴드"
    case .recall: "재현율"
    case .precision: "정밀도"
    case .learningSpeed: "학습 속도"
    case .gradient: "기울기"
    case .penalty: "λ"
    case .stepSize: "스텝 크기"
    case .searchFits: "탐색 학습"
    case .finalFits: "최종 학습"
    case .optimizerSteps: "최적화 스텝"
    case .epochs: "에포크"
    case .seconds: "초"
    }
  }

  package func meaning(_ term: Term) -> String {
    switch term {
    case .logLoss:
      "실제로 일어난 일에 준 확률을 p라 할 때 −log p의 평균입니다. 0이면 완벽하고, 틀린 답을 확신할수록 "
        + "한없이 커집니다."
    case .nats: "자연로그로 잰 로그 손실의 단위입니다."
    case .bits: "밑이 2인 로그로 잰 값입니다. nats를 ln 2로 나눈 값과 같습니다."
    case .outOfFold:
      "모델이 보지 못한 행입니다. 표를 여러 폴드로 나누고, 나머지 폴드로 학습한 모델로 각 폴드의 점수를 "
        + "매깁니다."
    case .skill:
      "클래스 비율만 알 때의 로그 손실을 모델이 얼마나 줄였는지 나타냅니다. 1이면 완벽하고, 0이면 비율만 아는 것과 "
        + "같습니다."
    case .brierScore: "확률과 실제로 일어난 일 사이의 제곱 거리를 평균한 값입니다."
    case .accuracy:
      "확률을 가장 높게 준 클래스가 정답인 행의 비율입니다. 레이블이 여럿이면 모든 레이블 가운데 확률이 ½을 기준으로 "
        + "맞는 쪽에 있는 비율입니다."
    case .balancedAccuracy:
      "클래스마다 맞힌 행의 비율을 구해 평균한 값입니다. 드문 클래스도 흔한 클래스와 똑같이 셉니다."
    case .rocAUC:
      "한 클래스의 행이 다른 행보다 그 클래스의 확률을 높게 받는 비율입니다. 확률이 같으면 절반으로 셉니다. 양성 클래스의 값이며, "
        + "클래스가 셋 이상이면 클래스마다 구해 평균합니다. ½이면 우연과 같고 1이면 순서가 모두 옳습니다."
    case .averagePrecision:
      "평균 정밀도입니다. 확률이 높은 행부터 차례로 그 클래스라고 볼 때, 실제로 그 클래스인 행마다 그때까지의 정밀도를 구해 평균한 값입니다. 우연이면 "
        + "클래스의 비율과 같습니다. 양성 클래스의 값이며, 클래스가 셋 이상이면 클래스마다 구해 평균합니다."
    case .calibrationGain:
      "지수 하나와 클래스별 상수를 한 스텝 고쳐 재보정하면 이 행들에서 줄어들 로그 손실입니다. 단위는 행마다 nats입니다."
    case .calibrationError:
      "기대 보정 오차입니다. 확률을 \(CalibrationError.usualBins)칸으로 나누어, 확률이 실제 빈도와 평균적으로 "
        + "얼마나 떨어져 있는지 잽니다."
    case .classwiseError: "클래스마다 그 확률의 보정 오차를 구해 평균한 값입니다."
    case .calibrationNoise: "확률이 옳더라도 우연만으로 생기는 보정 오차입니다. 옳은 확률의 보정 오차도 0보다 큽니다."
    case .calibrationExcess: "보정 오차에서 우연만으로 생기는 크기를 뺀 값입니다. 확률이 옳으면 0에 가깝습니다."
    case .pValue: "확률이 옳다면 행 수가 이만한 표에서 보정 이득이 얼마나 자주 이만큼 나오는지 나타냅니다."
    case .asTrained: "모델이 내놓은 확률 그대로입니다."
    case .recalibrated:
      "손실은 모든 확률을 같은 방식으로 왜곡할 수 있으며, 이런 왜곡은 지수 하나와 클래스별 상수로 되돌릴 수 있습니다. "
        + "다른 행으로 구한 재보정을 모든 손실에 똑같이 적용한 결과입니다."
    case .difference: "로그 손실에서 교차 엔트로피의 로그 손실을 뺀 값입니다. 0보다 작으면 그 손실이 더 낫습니다."
    case .theseFits: "이번에 학습한 모델을 같은 종류의 새 행에 적용해도 차이가 날지 묻습니다."
    case .trainingAnew:
      "다른 행으로 다시 학습한 모델들도 차이가 날지 묻습니다. 둘 가운데 더 어려운 물음이어서, 행에 대한 구간과 폴드에 대한 구간 중 넓은 "
        + "쪽을 씁니다."
    case .interval:
      "이 표로 배제할 수 없는 실제 차이의 범위입니다. 이 페이지의 모든 비교가 표 100개 가운데 "
        + "\(Significance.confidencePercent)개에서 동시에 성립하도록 넓혔습니다."
    case .margin:
      "이보다 작은 로그 손실 차이는 중요하지 않다고 봅니다. 구간이 선의 양쪽으로 이 범위 안에 있는 손실은 교차 엔트로피만큼 좋고, "
        + "이 범위를 넘어야 더 낫거나 더 나쁘다고 합니다."
    case .foldsWon: "교차 엔트로피보다 로그 손실이 낮았던 폴드의 수입니다. 참고할 값이며 검정은 아닙니다."
    case .recall: "어떤 클래스의 행 가운데 찾아낸 비율입니다."
    case .precision: "어떤 클래스라고 예측한 행 가운데 실제로 그 클래스인 비율입니다."
    case .learningSpeed:
      "단순한 경사 하강법으로 학습 행을 몇 번 훑어야 하는지 나타냅니다. 학습을 마친 손실이 얼마나 좋은지와는 관계가 "
        + "없으며, 결론에도 쓰지 않습니다."
    case .gradient: "한 행이 정답의 출력을 얼마나 세게 움직이는지, 곧 손실의 도함수입니다."
    case .penalty: "큰 가중치에 주는 벌점입니다. 모든 손실에 같은 탐색으로 골랐습니다."
    case .stepSize: "학습 스텝의 크기입니다. 모든 손실에 같은 탐색으로 골랐습니다."
    case .searchFits: "값을 고르려고 학습한 모델의 수입니다."
    case .finalFits: "고른 값으로 학습해 점수를 매긴 모델의 수입니다."
    case .optimizerSteps: "모든 학습에서 초기값마다 거친 스텝을 모두 더한 수입니다."
    case .epochs: "학습 행 전체를 훑은 횟수입니다."
    case .seconds: "스레드 하나로 잰 시간입니다."
    }
  }

  // MARK: The frame

  package func atStart(_ phrase: String) -> String { phrase }
  package var contents: String { "차례" }

  package func heading(_ section: PageSection) -> String {
    switch section {
    case .scores: "모델이 보지 못한 행의 점수"
    case .differences: "차이는 얼마나 확실한가"
    case .notes: notesHeading
    case .calibration: "확률은 믿을 만한가"
    case .classes: "어떤 클래스를 혼동하는가"
    case .learning: "손실마다 얼마나 빨리 배우는가"
    case .table: "표"
    case .method: "비교 방법"
    case .words: "용어 설명"
    }
  }

  package func madeBy(_ program: String) -> String {
    "\(program)\(Particle.direction.after(program)) 만들었습니다. 모든 내용이 이 페이지 안에 있으며 외부에서 "
      + "아무것도 불러오지 않습니다."
  }

  package func model(_ model: ModelKind) -> String {
    switch model {
    case .linear: "선형 모델"
    case .sparseLinear: "L1 벌점 선형 모델"
    case .network(_, let settings):
      ([model.layersName] + unusual(settings)).joined(separator: " · ")
    }
  }

  package func unusual(_ settings: NetworkSettings) -> [String] {
    let usual = NetworkSettings()
    return [
      settings.schedule == usual.schedule ? nil : "스케줄 \(settings.schedule.name)",
      settings.dropout == usual.dropout ? nil : "드롭아웃 \(settings.dropout)",
      settings.weightDecay == usual.weightDecay ? nil : "가중치 감쇠 \(settings.weightDecay)",
    ].compactMap { $0 }
  }

  package func first(_ shown: Int, of all: Int) -> String {
    "전체 \(grouped(all))개 가운데 처음 \(grouped(shown))개입니다."
  }

  // MARK: Key numbers

  package func heldOutLogLoss(_ title: String, isTested: Bool) -> String {
    "\(title), \(place(isTested))의 로그 손실"
  }
  package func natsAgainstConstant(_ nats: String) -> String { "nats, 모델이 없으면 \(nats)" }
  package func lowest(_ title: String?) -> String {
    title.map { "가장 낮은 로그 손실: \($0)" } ?? "가장 낮은 로그 손실"
  }
  package func natsFromBaseline(_ difference: String) -> String {
    "nats, 교차 엔트로피와의 차이 \(difference)"
  }
  package func accuracyIs(_ percent: String) -> String { "정확도 \(percent)" }
  package var differenceThatMatters: String { "의미 있는 차이의 기준" }
  package func natsAsMargin(_ share: String?) -> String {
    share.map { "nats, 교차 엔트로피의 \($0)\(gap)%" } ?? "nats"
  }

  // MARK: Scores and differences

  package var scoresLead: String {
    "로그 손실은 낮을수록 좋습니다. 모든 행의 점수는 그 행을 보지 못한 모델로 매겼습니다."
  }
  package var lowestTag: String { "가장 낮음" }
  package func whiskers(isTrainedAnew: Bool) -> String {
    isTrainedAnew
      ? "실선과 채운 마커는 이번에 학습한 모델을 새 행에 적용한 경우, 점선과 빈 마름모는 다른 행으로 다시 학습한 경우입니다."
      : "선과 마커는 이번에 학습한 모델을 새 행에 적용한 경우입니다."
  }
  package func decides(_ decision: DecidingInterval, margin: String) -> String {
    let interval = decision == .fits ? "구간" : "다시 학습할 때의 구간"
    return "\(interval)으로 판단합니다. 선에서 \(margin) nats 넘게 벗어나면 더 낫거나 더 나쁘고, 그 안에 들면 교차 엔트로피만큼 "
      + "좋습니다."
  }
  package var differenceAxis: String { "교차 엔트로피와의 차이, nats" }
  package func differencesPicture(_ reading: ProbabilityReading) -> String {
    "교차 엔트로피와의 로그 손실 차이, \(name(reading.term))"
  }
  package func differencesCaption(_ reading: ProbabilityReading) -> String {
    switch reading {
    case .asTrained: "선의 왼쪽이면 교차 엔트로피보다 더 낫습니다."
    case .recalibrated: "손실이 고르게 왜곡한 부분은 되돌렸습니다. 남은 것은 무엇을 배웠는지의 차이입니다."
    }
  }

  package func axisIsCut(at end: String) -> String {
    "축은 선에서 \(end) nats까지만 그렸습니다. 화살표는 구간이 더 이어진다는 뜻이며, 그 끝은 옆에 적었습니다."
  }

  // MARK: Calibration

  package func reliability(of title: String) -> String { "\(title)의 신뢰도 도표" }
  package var howOftenItHappened: String { "실제 빈도" }
  package var probabilityAndRows: String { "확률과 그 확률을 받은 행의 수" }
  package func shareOfRows(_ percent: String) -> String { "행의 \(percent)" }
  package func bin(_ bin: BinText) -> String {
    "예측 \(bin.forecast), 실제 \(bin.happened), "
      + (bin.noise.map { "우연 \($0.low)~\($0.high), " } ?? "") + shareOfRows(bin.share)
  }

  // MARK: Classes

  package func confusionLead(shading: Int) -> String {
    "행은 실제 클래스, 열은 예측한 클래스이며 값은 행에서 차지하는 백분율입니다. 파란색은 맞은 것, 주황색은 틀린 "
      + "것이고 틀린 것은 \(shading)배 진하게 칠했습니다."
  }
  package func classScoresLead(isMultiLabel: Bool, showsMistakes: Bool) -> String {
    let kind = isMultiLabel ? "레이블" : "클래스"
    return
      "\(kind)마다 그 \(kind)의 행 가운데 찾아낸 비율과, 그 \(isMultiLabel ? "레이블이라고" : "클래스라고") 예측한 행 가운데 맞은 비율입니다."
      + (showsMistakes ? " 마지막 열은 그 클래스의 행을 가장 자주 잘못 예측한 클래스와 그 행 수입니다." : "")
  }
  package var takenFor: String { "잘못 예측한 클래스" }
  package func lowestLogLoss(_ title: String) -> String { "\(title)(로그 손실이 가장 낮음)" }
  package var truthAndPredicted: String { "실제 ↓ \u{A0}예측 →" }
  package func mostErrors(_ shown: Int, of all: Int) -> String {
    "전체 \(grouped(all))개 가운데 오류가 가장 많은 \(grouped(shown))개입니다."
  }
  package var rowsByWeight: String { "행은 가중치로 셉니다." }

  // MARK: Learning

  package func learningLead(rows: Int, batch: Int) -> String {
    "\(count(rows, .trainingRows))를 \(batch)개씩 배치로 묶어 단순한 경사 하강법으로 학습합니다. 작은 "
      + "초기값에서 시작한 경우와 확신하고 틀린 초기값에서 시작한 경우를 봅니다."
  }
  package func curves(start: LearningSpeed.Start.Kind, step: String?) -> String {
    "\(self.start(start)), " + (step.map { "모두 스텝 \($0)" } ?? "저마다 최적 스텝")
  }
  package var logLossByEpoch: String { "에포크별 학습 로그 손실(재보정 후)" }
  package func curvesCaption(deviation: String) -> String {
    "N(0, \(deviation)²)에서 뽑은 가중치로 시작합니다. 일찍 낮아질수록 빠릅니다."
  }
  package var recalibratedTrainingLogLoss: String { "학습 로그 손실(재보정 후)" }
  package var target: String { "목표" }
  package var itsStep: String { "스텝 크기" }
  package var whyGradient: String { "이유: 한 행의 기울기" }
  package func gradientsCaption(_ truth: String) -> String {
    "정답이 \(truth)인 행의 |∂ℓ/∂z|이며, 왼쪽은 맞은 행, 오른쪽은 확신하고 틀린 행입니다. 오른쪽에서 선이 내려가는 "
      + "손실은 가장 크게 틀린 행에서 거의 배우지 못합니다."
  }

  // MARK: The table

  package func classesCaption(_ target: String?) -> String {
    target.map { "'\($0)'의 클래스입니다." } ?? "행마다 참이거나 거짓인 레이블입니다."
  }
  package var share: String { "비율" }
  package var columnsCaption: String {
    "모델이 읽는 열입니다. 결측값은 수치형이면 평균으로 채우고 따로 표시하며, 범주형이면 별도의 범주로 다룹니다."
  }
  package var scrollHint: String { "옆으로 밀면 열이 더 있습니다" }
  package func head(_ head: ColumnHead) -> String {
    switch head {
    case .column: "열"
    case .readAs: "종류"
    case .values: "값"
    }
  }
  package func kind(_ kind: FeatureKind) -> String {
    switch kind {
    case .number: "수치형"
    case .category: "범주형"
    case .sparse: "희소 수치"
    case .text: "단어"
    }
  }
  package func range(from low: String, to high: String, mean: String) -> String {
    "\(low)~\(high), 평균 \(mean)"
  }
  package func perRow(_ n: String) -> String { "행마다 \(n)개" }
  package func mostOften(_ level: String, rows: String) -> String {
    "가장 흔한 값 \(level)(\(rows))"
  }

  // MARK: Method

  package var methodLead: String {
    "같은 표에 같은 명령을 쓰면 스레드 수와 관계없이 같은 수가 나옵니다."
  }
  package func searchMethod(_ searched: String, innerFolds: Int) -> String {
    "층화 분할; 학습 부분마다 내부 폴드 \(innerFolds)개의 로그 손실로 \(searched) 선택"
  }
  package var versionLabel: String { "버전" }
  package func version(_ program: String, products: String) -> String {
    let products =
      products
      .replacing("own code", with: "자체 구현").replacing("16-byte vectors", with: "16바이트 벡터")
      .replacing("; from 128 × 128 on ", with: "; 128 × 128부터 ")
    return "\(program), 행렬 곱: \(products)"
  }
  package var wordsLead: String { "이 페이지에 나오는 모든 수를 설명합니다." }
}
