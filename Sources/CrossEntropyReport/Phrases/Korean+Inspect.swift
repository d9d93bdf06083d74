internal import CrossEntropyLearning
package import CrossEntropyWorkflows

extension Korean: InspectPhrases {
  package func inspected(
    _ path: String, _ kind: InspectOutcome.Kind, _ targets: String
  ) -> String {
    "\(path): \(targets)(\(kind == .linear ? "선형" : "신경망"))"
  }

  package func modelLabel(_ fact: InspectFact) -> String {
    switch fact {
    case .classes: "클래스"
    case .labels: "레이블"
    case .trained: "학습한 표"
    case .layers: "층"
    case .training: "학습 설정"
    case .digest: "SHA-256"
    case .table: "이 표"
    }
  }

  package func trainedOn(_ table: String?, rows: Int, program: String?) -> String {
    (table.map { "\($0), " } ?? "") + "\(grouped(rows))행" + (program.map { ", \($0)" } ?? "")
  }

  package var unknownTraining: String { "파일에 학습 기록이 없습니다" }

  package func savedLoss(_ title: String, ends: LossEnding) -> String {
    switch ends {
    case .atProbabilities: "\(title): 실제 확률에 이릅니다"
    case .mapped: "\(title): 실제 확률이 되도록 함수로 보정합니다"
    case .asTrained: "\(title): 보정하지 않았으므로 실제 확률로 읽지 마세요"
    }
  }

  package func plainSize(features: Int, weights: Int) -> String {
    "인코딩된 열 \(grouped(features))개, 가중치 \(grouped(weights))개"
  }

  package func effectsHeading(_ name: String?, isMultiLabel: Bool) -> String {
    (name.map { "\($0)의 오즈를 움직이는 열" }
      ?? (isMultiLabel ? "레이블마다 오즈를 움직이는 열" : "클래스마다 오즈를 움직이는 열")) + ", 영향이 큰 순서"
  }

  package func effectsNote(isSoftmax: Bool, hasPlaces: Bool) -> String {
    "영향: 학습에 쓴 행에서 열 하나가 로그 오즈를 얼마나 바꾸는지 나타낸 표준편차입니다. ×2는 오즈가 두 배가 된다는 뜻으로, 숫자는 "
      + "표준편차만큼 커질 때, 범주는 평균적인 행과 견줄 때의 값입니다."
      + (hasPlaces ? " 희소 수치는 값이 1일 때, 단어는 글에 그 단어만 있을 때의 값입니다." : "")
      + (isSoftmax ? " 클래스의 오즈는 모든 클래스의 기하평균에 견준 값입니다." : "")
  }

  package func effectHead(_ head: EffectHead) -> String {
    switch head {
    case .column: "열"
    case .effect: "영향"
    case .odds: "오즈"
    case .weight: "가중치"
    case .perUnit: "단위당"
    case .importance: "로그 손실 증가"
    case .training: "학습할 때"
    }
  }

  package func more(_ deviation: String) -> String { "\(deviation) 커질 때" }
  package var missingCell: String { "결측" }
  package var averageRow: String { "평균적인 행" }
  package func perUnit(_ weight: String) -> String { "단위당 \(weight)" }

  package func moreWeights(_ n: Int) -> String { "더 작은 가중치 \(grouped(n))개" }
  package func withoutWeight(_ n: Int, _ columns: String) -> String {
    "가중치가 0인 열 \(grouped(n))개: \(columns)."
  }
  package func moreColumns(_ n: Int) -> String {
    "그 밖에 열 \(grouped(n))개. 모두 보려면 \(settings(.details)) 옵션을 주세요"
  }

  package func numbers(
    _ low: String, _ high: String, mean: String, deviation: String
  ) -> String {
    "\(low) ~ \(high), 평균 \(mean), 표준편차 \(deviation)"
  }

  package func missingCells(_ n: Int) -> String { "결측 \(grouped(n))개" }
  package func levelCount(_ n: Int) -> String { "범주 값 \(grouped(n))개" }

  package var importanceNeedsTable: String {
    "어느 열이 중요한지는 목표 열이 있는 표에서 알 수 있습니다. \(settings(.table)) 옵션에 표를 적으세요."
  }

  package func importanceHeading(_ table: String) -> String {
    "열 하나를 잃을 때 나빠지는 정도: \(table)"
  }

  package func evaluated(
    _ nats: String, interval: String?, rows: Int, unlabelled: Int, isTrainedOn: Bool
  ) -> String {
    "\(nats) nats" + (interval.map { ", 95\(gap)% 구간 \($0)" } ?? "") + ", \(grouped(rows))행"
      + (isTrainedOn ? "(학습에 쓴 표이므로 다른 행에서는 이보다 나쁠 수 있습니다)" : "")
      + (unlabelled > 0 ? ". 레이블이 없는 \(grouped(unlabelled))행은 뺐습니다" : "")
  }

  package func importanceNote(permutations: Int) -> String {
    "로그 손실 증가(nats): 한 열의 값을 행끼리 무작위로 바꿔 놓았을 때 로그 손실이 평균 얼마나 늘어나는지를 \(permutations)번 되풀이해 "
      + "쟀습니다. 같은 내용을 담은 열끼리는 서로를 대신하므로 각각은 덜 중요해 보입니다."
  }

  package func heading(_ section: InspectSection) -> String {
    switch section {
    case .importance: "열 하나를 잃으면 얼마나 나빠지는가"
    case .effects: "열마다 오즈를 어떻게 바꾸는가"
    case .columns: "학습할 때 열에 있던 값"
    case .making: "모델을 만든 방법"
    }
  }

  package func weightAxis(_ name: String?) -> String {
    name.map { "\($0)의 로그 오즈에 더하는 값" } ?? "로그 오즈에 더하는 값"
  }

  package func weightPicture(_ name: String) -> String { "\(name): 가장 큰 가중치" }
  package var importanceAxis: String { "로그 손실 증가(nats)" }
  package var request: String { "요청" }
}
