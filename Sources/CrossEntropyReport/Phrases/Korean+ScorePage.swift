extension Korean: ScorePagePhrases {
  package func predictions(of file: String) -> String { "\(file)의 확률은 얼마나 믿을 만한가" }

  package func predictions(of files: Int, first: String) -> String {
    "확률 파일 \(files)개의 비교, 첫 파일은 \(first)"
  }

  package func scoreHeading(_ section: ScoreSection) -> String {
    switch section {
    case .scores: "점수"
    case .gates: "조건"
    case .pairs: "첫 파일과 행마다 비교"
    case .calibration: "확률의 보정"
    case .classes: "클래스별 결과"
    case .places: "손실이 큰 곳"
    case .curves: "임계값과 판정 비율"
    case .notes: "유의 사항"
    case .method: "재현 방법"
    }
  }

  package func question(_ question: ScoreQuestion) -> String {
    switch question {
    case .worth: "클래스 비율만 아는 것보다 나은가?"
    case .calibrated: "확률을 그대로 믿어도 되는가?"
    case .better: "첫 파일보다 나은가?"
    }
  }

  package func numbersAreOf(first path: String) -> String { "위의 값은 \(path)의 것입니다" }

  package func fileScoresLead(percent: Int) -> String {
    "대괄호 안은 같은 종류의 새 행에 대한 \(percent)\(gap)% 신뢰 구간입니다."
  }

  package var classesLead: String {
    "그 클래스의 행을 얼마나 찾아냈고, 그 클래스라고 한 행 가운데 실제로 그 클래스인 행이 얼마나 되는지 보여 줍니다."
  }

  package func reliabilityLead(_ event: CalibrationEvent, percent: Int) -> String {
    let what =
      switch event {
      case .positiveClass(let name): "'\(name)'의 실제 빈도"
      case .mostLikelyClass: "확률이 가장 높은 클래스가 맞은 빈도"
      case .eachLabel: "각 레이블의 실제 빈도"
      }
    return "예측한 확률에 따른 \(what)를 등위 회귀로 구했습니다. 확률이 옳다면 이런 파일 100개 가운데 \(percent)개가 "
      + "띠 안에 머뭅니다. 대각선 아래는 확률을 너무 높게 준 곳입니다."
  }

  package func split(
    miscalibration: String, noise: String?, discrimination: String, uncertainty: String
  ) -> String {
    "보정 오차 \(miscalibration)" + (noise.map { "(확률이 옳아도 \($0))" } ?? "")
      + " − 변별력 \(discrimination) + 불확실성 \(uncertainty)"
  }

  package func curveTitle(_ curve: ScoreCurve) -> String {
    switch curve {
    case .roc: "ROC 곡선"
    case .precisionRecall: "정밀도와 재현율"
    case .elementary: "비용 비율마다의 비용"
    case .netBenefit: "순이익"
    case .riskCoverage: "위험과 판정 비율"
    }
  }

  package func curveCaption(_ curve: ScoreCurve) -> String {
    switch curve {
    case .roc: "양성이 아닌 행을 이만큼 양성으로 볼 때 양성 행을 얼마나 찾아내는지 보여 줍니다."
    case .precisionRecall: "양성 행을 이만큼 찾아낼 때 양성이라고 한 행 가운데 얼마나 맞는지 보여 줍니다."
    case .elementary:
      "임계값이 θ이고 거짓 양성의 비용이 θ, 거짓 음성의 비용이 1 − θ일 때의 평균 비용입니다(머피 곡선). 낮을수록 좋고, "
        + "모든 θ에서 낮으면 모든 적정 점수(proper score)에서 더 낫습니다."
    case .netBenefit: "옳게 양성으로 본 행에서 잘못 양성으로 본 행의 θ/(1 − θ)배를 뺀 값입니다. 높을수록 좋습니다."
    case .riskCoverage: "가장 확실한 행부터 전체의 이만큼만 판정할 때 얼마나 틀리는지 보여 줍니다."
    }
  }

  package func axes(_ curve: ScoreCurve) -> (x: String, y: String) {
    switch curve {
    case .roc: ("거짓 양성률", "재현율")
    case .precisionRecall: ("재현율", "정밀도")
    case .elementary: ("임계값 θ", "평균 비용")
    case .netBenefit: ("임계값 θ", "순이익")
    case .riskCoverage: ("판정 비율", "틀린 비율")
    }
  }

  package func reference(_ curve: ScoreCurve) -> String {
    switch curve {
    case .roc: "우연"
    case .precisionRecall, .riskCoverage: ""
    case .elementary: "한 클래스만"
    case .netBenefit: "모두 양성"
    }
  }

  package var placesLead: String {
    "손실이 가장 큰 행, 레이블이 의심스러운 행, 그리고 나머지 행과 견준 클래스와 부분 집합의 평균 손실입니다."
  }

  package var curvesLead: String {
    "점 하나가 이 행들에서의 임계값 하나입니다. 여기서 고른 임계값은 실제보다 좋아 보입니다."
  }

  package var fileDifferenceAxis: String { "첫 파일과의 차이, nats" }

  package func pairsLead(_ baseline: String) -> String {
    "점은 각 파일의 로그 손실에서 \(baseline)의 로그 손실을 뺀 값이고 선은 그 구간입니다. 기준선 왼쪽이 더 낫습니다."
  }
}
