package import CrossEntropyEvaluation

extension Korean: CalibrationPhrases {
  package func calibrationHeading(isTested: Bool) -> String { "\(place(isTested))의 보정" }

  package func miscalibrated(_ titles: [String], hasOthers: Bool, level: String) -> String {
    titles.isEmpty
      ? "이 정도 행 수로는 보정이 어긋난다고 볼 근거가 없습니다."
      : hasOthers
        ? "학습한 그대로는 보정이 어긋납니다(p < \(level)): \(titles.joined(separator: ", ")). 나머지는 이 "
          + "정도 행 수로는 보정이 어긋난다고 볼 근거가 없습니다."
        : "모든 손실이 학습한 그대로는 보정이 어긋납니다(p < \(level))."
  }
  package func isMiscalibrated(p: String) -> String { "보정이 어긋납니다(p\(gap)=\(gap)\(p))." }

  package func untested(_ withholding: CalibrationTest.Withholding) -> String {
    switch withholding {
    case .rowsAreGrouped:
      "행이 그룹으로 묶여 있어 보정을 검정하지 않고, 보정 오차가 우연만으로 얼마나 생기는지도 구하지 않습니다. 모의실험은 행을 서로 "
        + "독립으로 보기 때문입니다."
    case .labelsShareRows: "한 행의 레이블끼리 서로 독립이 아닐 수 있어 보정을 검정하지 않습니다."
    }
  }

  package var temperatureAlone: String {
    "클래스 수가 행 수의 10분의 1을 넘어 클래스별 상수는 구할 수 없으므로, 지수 하나(온도)로만 보정을 검정했습니다."
  }

  package func calibrationColumns(isTested: Bool) -> String {
    isTested
      ? "'이득' 열은 한 스텝 재보정하면 줄어들 로그 손실(nats), 'p' 열은 확률이 옳은데도 이득이 이만큼 나오는 비율, '우연' 열은 "
        + "확률이 옳더라도 생기는 ECE, '초과' 열은 그보다 큰 만큼, '클래스별' 열은 클래스마다 구한 ECE의 평균입니다."
      : "'우연' 열: 확률이 옳더라도 우연만으로 생기는 ECE의 크기입니다."
  }

  package func calibrationLead(_ event: CalibrationEvent, tables: Int?) -> String {
    let what =
      switch event {
      case .positiveClass(let name): "'\(name)'의 실제 빈도를"
      case .mostLikelyClass: "확률을 가장 높게 준 클래스가 맞은 빈도를"
      case .eachLabel: "각 레이블의 실제 빈도를"
      }
    return "\(what) 학습한 그대로의 확률과 비교한 그림입니다. "
      + (tables.map { "확률이 옳다면 이런 표 100개 가운데 \($0)개에서 음영 띠 안에 머뭅니다. " } ?? "")
      + "대각선 아래는 확률을 너무 높게 준 곳입니다."
  }

  package func calibrationErrorIs(_ error: String, noise: String?) -> String {
    "보정 오차 \(error)" + (noise.map { ", 확률이 옳더라도 우연만으로 생기는 크기 \($0)." } ?? ".")
  }
}
