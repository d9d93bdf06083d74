package import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension Korean: ConsolePhrases {
  package func hasOtherEvents(_ directory: String) -> String {
    "\(directory)에 이미 다른 실행의 이벤트가 있습니다. TensorBoard가 둘을 한 선으로 그리므로 실행마다 다른 디렉터리를 쓰세요."
  }

  package func fileIs(_ file: WrittenFile, in path: String) -> String {
    switch file {
    case .report: "보고서를 \(path)에 저장했습니다."
    case .livePage: "체험 페이지를 \(path)에 저장했습니다."
    case .picture: "그림을 \(path)에 저장했습니다."
    case .onnx: "ONNX 모델을 \(path)에 저장했습니다."
    case .history: "에포크별 기록을 \(path)에 저장했습니다."
    case .events: "TensorBoard 이벤트를 \(path)에 저장했습니다."
    case .calibrator: "보정기를 \(path)에 저장했습니다."
    }
  }

  package var calibratorIsNotWritten: String {
    "보정기를 저장하지 않았습니다. \(settings(.output)) 옵션으로 파일을 지정하면 저장합니다."
  }

  package func fitting(_ bar: String, secondsLeft: Int?) -> String {
    "학습 중 \(bar)" + aside(secondsLeft)
  }

  package func fitted(
    _ epoch: TrainingEpoch, of most: Int, bar: String?, secondsLeft: Int?
  ) -> String {
    let place = "에포크 \(epoch.number)/\(most)"
    let loss = fixed(epoch.loss, 4)
    let heldOut = epoch.heldOut.map { fixed($0.logLoss, 4) }
    guard let bar else {
      return "\(place): 학습 손실 \(loss)" + (heldOut.map { ", 검증 행의 로그 손실 \($0)" } ?? "")
    }
    return "\(place) \(bar) 손실 \(loss)" + (heldOut.map { ", 검증 \($0)" } ?? "")
      + (secondsLeft.map { " · 최대 \(duration($0)) 남음" } ?? "")
  }

  package func predicting(_ bar: String, secondsLeft: Int?) -> String {
    "예측 중 \(bar)" + aside(secondsLeft)
  }

  package var endsAfterRepeat: String {
    "지금 하는 반복을 마치고 끝냅니다. Ctrl-C를 한 번 더 누르면 바로 끝납니다."
  }

  package func stackIsTooSmall(_ bytes: Int, least: Int) -> String {
    "스택이 \(memory(bytes))로 제한되어 있지만 \(memory(least))가 필요합니다; "
      + "'ulimit -s 8192' 명령으로 한도를 올리세요"
  }

  package var standardInputIsClosed: String {
    "표준 입력이 닫혀 있습니다; '< table.csv'처럼 표를 연결하거나 파일 이름을 적으세요"
  }

  private func aside(_ secondsLeft: Int?) -> String {
    secondsLeft.map { " · \(duration($0)) 남음" } ?? ""
  }

  /// A time with all its digits.
  func time(_ seconds: Double) -> String {
    exactTime(seconds, hours: "시간", minutes: "분", seconds: "초")
  }

  /// A time in at most two units.
  func duration(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds)초"
    case ..<3600: "\(seconds / 60)분 \(seconds % 60)초"
    default: "\(grouped(seconds / 3600))시간 \(seconds / 60 % 60)분"
    }
  }
}
