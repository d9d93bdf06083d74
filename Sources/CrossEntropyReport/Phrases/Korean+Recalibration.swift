internal import CrossEntropyEvaluation
package import CrossEntropyWorkflows

extension Korean: RecalibrationPhrases {
  package func recalibrated(_ logLoss: String, gain: String, byTemperature: Bool) -> String {
    "\(logLoss) nats. 다른 행으로 구한 "
      + (byTemperature ? "온도 하나로(클래스가 많아) 재보정하면" : "재보정으로") + " 줄어드는 손실은 \(gain)입니다"
  }

  package func notRecalibrated(isImpossible: Bool) -> String {
    isImpossible
      ? "정답의 확률이 0이면 어떤 보정으로도 고칠 수 없습니다" : "행이나 그룹이 적어 다섯으로 나눌 수 없습니다"
  }

  package func clippedDifference(
    _ difference: String?, of item: ScoredItem, lines: String, others: String?
  ) -> String {
    "\(impossible(item)) 있어(\(lines)번째 줄) 차이는 "
      + (difference.map { "\($0)입니다" } ?? "양쪽 모두 무한대여서 정해지지 않습니다")
      + ". 위에서는 \(noun(item))마다 \(fixed(ScoreSums.mostClippedLoss, 1)) nats까지만 계산했고"
      + (others.map { ", 그 \(noun(item))들을 빼면 차이가 \($0)입니다" } ?? ", 다른 \(noun(item))은 없습니다")
  }
}
