internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension CompareText {
  /// One line per start: the epochs at the common step under cross entropy, and those of the fastest
  /// and the slowest rival.
  var speedSummary: [String] {
    guard let speed = outcome.speed else { return [] }
    return [heading(phrases.speedSummaryHeading)]
      + speed.starts.map { start in
        let rivals = start.losses.dropFirst().map { loss in
          (
            title: cutTitle(phrases.title(loss.name, loss.parameters)) { cut($0, columns: 20) },
            epochs: phrases.epochs(loss.commonArrivals, of: loss.common, in: speed),
            order: loss.commonArrivals.median ?? .max
          )
        }
        let fastest = rivals.min { $0.order < $1.order }
        let slowest = rivals.max { $0.order < $1.order }
        let summary = phrases.speedSummary(
          start.losses.first.map {
            phrases.epochs($0.commonArrivals, of: $0.common, in: speed)
          } ?? "",
          fastest: fastest.map { ($0.title, $0.epochs) },
          slowest: slowest.map { ($0.title, $0.epochs) })
        return cut("  " + left(phrases.start(start.kind), 17) + summary, columns: 80)
      }
  }

  /// How fast every loss learns from each start, one line per loss.
  var speedSection: [String] {
    guard let speed = outcome.speed else { return [] }
    let pictures = speed.shownEpochs.count
    var lines = [heading(phrases.speedHeading)]
    for start in speed.starts {
      let curves = start.losses.flatMap(\.common.trainingAccuracy)
      let range = (curves.min() ?? 0, curves.max() ?? 1)
      var table = TextTable(
        head: [
          phrases.start(start.kind), left(phrases.head(.accuracy), pictures),
          phrases.atStep(stepSize(speed.commonStep)), phrases.ownBest, phrases.head(.stepSize),
        ], isLeft: [1])
      table.rows = start.losses.map { loss in
        let curve = loss.common.trainingAccuracy
        let picture = speed.shownEpochs.map { epoch in
          curve.indices.contains(epoch) ? bar(curve[epoch], in: range) : "×"
        }
        return [
          " " + phrases.title(loss.name, loss.parameters), picture.joined(),
          phrases.epochs(loss.commonArrivals, of: loss.common, in: speed),
          phrases.epochs(loss.bestArrivals, of: loss.best, in: speed), stepSize(loss.best.step),
        ]
      }
      lines += table.lines
    }
    return lines + speedNotes(speed)
  }

  /// What the lines of the panel are.
  private func speedNotes(_ speed: LearningSpeed) -> [String] {
    paragraph(
      phrases.target(of: speed))
      + paragraph(
        phrases.speedMethod(
          outcome.model,
          starts: speed.starts.map {
            phrases.startDrawn($0.kind, deviation: shortNumber($0.deviation))
          },
          batch: speed.batchSize, rows: speed.trainingRows,
          readsBalancedFit: outcome.losses.contains { $0.readsFitOf != nil },
          epochs: speed.shownEpochs))
      + paragraph(phrases.epochsMean(in: speed))
  }

  /// The pull of one row under every loss, as its output goes from right to confidently wrong.
  var gradientSection: [String] {
    gradientTable(outcome.speed?.gradients, phrases) { [heading($0)] }
  }
}

/// A block as high as the value stands in the range.
private func bar(_ value: Double, in range: (low: Double, high: Double)) -> String {
  let blocks = Array("▁▂▃▄▅▆▇█")
  guard range.high > range.low else { return String(blocks[0]) }
  let share = (value - range.low) / (range.high - range.low)
  guard share.isFinite else { return String(blocks[0]) }
  return String(blocks[min(blocks.count - 1, Int(min(max(share, 0), 1) * Double(blocks.count)))])
}
