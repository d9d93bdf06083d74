extension Korean: ScorePagePhrases {
  package func predictions(of file: String) -> String { "\(file)의 확률은 얼마나 믿을 만한가" }

  package func predictions(of files: Int, first: String) -> String {
    "확률 파일 \(files)개를 \(first)에 견주어 보면"
  }

  package func scoreHeading(_ section: ScoreSection) -> String {
    switch section {
    case .scores: "점수"
    case .pairs: "첫 파일과 행마다 비교"
    case .calibration: "확률의 보정"
    case .classes: "클래스마다"
    case .notes: "알아 둘 것"
    case .method: "다시 만드는 방법"
    }
  }

  package func question(_ question: ScoreQuestion) -> String {
    switch question {
    case .worth: "클래스 비율보다 더 아는 것이 있는가?"
    case .calibrated: "확률을 그대로 믿어도 되는가?"
    case .better: "첫 파일보다 나은가?"
    }
  }

  package func fileScoresLead(percent: Int) -> String {
    "대괄호 안은 같은 종류의 새 행에 대한 \(percent)\(gap)% 신뢰 구간입니다."
  }

  package var classesLead: String {
    "그 클래스의 행을 얼마나 찾아냈고, 그 클래스라고 한 행 가운데 얼마나 맞았는지를 보입니다."
  }

  package var fileDifferenceAxis: String { "첫 파일과의 차이, nats" }

  package func pairsLead(_ baseline: String) -> String {
    "점은 각 파일의 로그 손실에서 \(baseline)의 것을 뺀 값이고 선은 그 구간입니다. 기준선 왼쪽이 더 낫습니다."
  }
}
