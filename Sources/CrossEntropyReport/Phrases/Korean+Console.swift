extension Korean: ConsolePhrases {
  package func fileIs(_ file: WrittenFile, in path: String) -> String {
    switch file {
    case .report: "보고서를 \(path)에 저장했습니다."
    case .picture: "그림을 \(path)에 저장했습니다."
    }
  }

  package func fitting(_ bar: String, secondsLeft: Int?) -> String {
    "학습 중 \(bar)" + (secondsLeft.map { " · \(duration($0)) 남음" } ?? "")
  }

  private func duration(_ seconds: Int) -> String {
    seconds < 60 ? "\(seconds)초" : "\(seconds / 60)분 \(seconds % 60)초"
  }
}
