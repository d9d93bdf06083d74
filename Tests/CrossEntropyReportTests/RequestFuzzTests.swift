import CrossEntropy
import CrossEntropyLearning
import CrossEntropyWorkflows
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyReport

/// What a program or a shell may ask of `explain` and `measure`, in the library.
@Suite struct RequestFuzzTests {
  @Test("Any row is explained or refused, in words that a terminal can show")
  func explain() {
    let failures = fuzz("RequestFuzzTests", executions: 1000) { random in
      let request = explainRequest(&random)
      do throws(WorkflowError) {
        let outcome = try request.run()
        var texts = languages.map { ExplainText(outcome, $0).text }
        if let curves = outcome.curves { texts.append(LossCurves(curves, english).svg) }
        return problems(texts) + problemsOfCoding(outcome)
          + (outcome.losses.allSatisfy { isANumber($0.explanation) } ? [] : ["NaN"])
      } catch {
        return problems(of: error)
      }
    }
    #expect(failures == [])
  }

  @Test("Any numbers are measured or refused, in words that a terminal can show")
  func measure() {
    let failures = fuzz("RequestFuzzTests", executions: 1000) { random in
      let request = measureRequest(&random)
      do throws(WorkflowError) {
        let outcome = try request.run()
        return problems(languages.map { MeasureText(outcome, $0).text })
          + problemsOfCoding(outcome)
      } catch {
        return problems(of: error)
      }
    }
    #expect(failures == [])
  }
}

private let languages: [any Phrases] = [english, korean]

// MARK: Requests

private func explainRequest(_ random: inout SplitMix64) -> ExplainRequest {
  let losses = (0..<random.below(4)).compactMap { _ in
    let kind = random.pick(ComparedLoss.Kind.allCases)
    let value = random.once(in: 3) ? random.number() : 2 * random.uniform()
    return random.once(in: 2)
      ? try? ComparedLoss(parsing: kind.name)
      : try? ComparedLoss(
        parsing:
          "\(kind.name):\(kind.parameters.isEmpty ? "x" : random.pick(kind.parameters).name)=\(value)"
      )
  }
  let unit = random.pick(InformationUnit.allCases)
  let drawsCurves = random.once(in: 50)
  if random.once(in: 50) {
    return ExplainRequest(losses: losses, unit: unit, drawsCurves: drawsCurves)
  }
  let count = random.count()
  let isLogits = random.once(in: 2)
  let outputs = isLogits ? random.numbers(count) : random.distribution(count)
  let other = random.once(in: 20) ? random.count() : count
  var row = ExplainRequest.Row(
    isLogits ? .logits(outputs) : .probabilities(outputs),
    target: random.once(in: 3)
      ? .probabilities(random.distribution(other))
      : .label(
        random.once(in: 20) ? random.pick([-1, count, .min, .max]) : random.below(max(1, count)))
  )
  if random.once(in: 3) { row.outputUnit = random.pick(OutputUnit.allCases) }
  if random.once(in: 3) { row.classWeights = random.numbers(other) }
  if random.once(in: 3) {
    row.labelSmoothing = random.once(in: 3) ? random.number() : random.uniform()
  }
  if random.once(in: 3) { row.scale = random.once(in: 3) ? random.number() : random.uniform() }
  if random.once(in: 3) { row.inputs = random.numbers(random.below(4)) }
  row.normalizes = random.once(in: 3)
  return ExplainRequest(losses: losses, row: row, unit: unit, drawsCurves: drawsCurves)
}

private func measureRequest(_ random: inout SplitMix64) -> MeasureRequest {
  let count = random.count()
  func rows(_ random: inout SplitMix64) -> [[Double]] {
    (0..<random.below(4)).map { _ in
      random.distribution(random.once(in: 20) ? random.count() : count)
    }
  }
  let subject: MeasureRequest.Subject
  if random.once(in: 3) {
    subject = .counts(
      random.once(in: 3)
        ? random.numbers(count)
        : (0..<count).map { _ in Double(random.below(random.pick([2, 10, 1_000_000]))) })
  } else {
    let p = rows(&random)
    subject = .distributions(p: p, q: random.once(in: 2) ? rows(&random) : nil)
  }
  return MeasureRequest(
    subject, normalizes: random.once(in: 3), unit: random.pick(InformationUnit.allCases))
}

// MARK: What must hold

private func problems(of error: WorkflowError) -> [String] {
  (error.kind == .fault ? ["a fault of ours: \(error)"] : [])
    + problems(languages.map { ErrorText(error, $0).line + "\n" })
}

/// Texts are not empty, and hold nothing that moves the cursor or hides what stands there.
private func problems(_ texts: [String]) -> [String] {
  texts.filter { text in
    text.count < 2
      || text.unicodeScalars.contains { scalar in
        switch scalar.properties.generalCategory {
        case .control: scalar != "\n"
        case .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: true
        default: false
        }
      }
  }.map { "cannot be shown: \($0.debugDescription)" }
}

private func problemsOfCoding<Outcome: Codable & Equatable>(_ outcome: Outcome) -> [String] {
  let encoder = JSONEncoder.ofOutcomes
  let decoder = JSONDecoder.ofOutcomes
  do {
    let again = try decoder.decode(Outcome.self, from: encoder.encode(outcome))
    return again == outcome ? [] : ["another outcome after JSON: \(outcome)"]
  } catch {
    return ["no JSON: \(error)"]
  }
}

/// Whether the loss and its gradient are numbers, as they are promised to be for finite logits.
private func isANumber(_ explanation: LossExplanation) -> Bool {
  !explanation.value.isNaN && !explanation.gradient.contains(where: \.isNaN)
}
