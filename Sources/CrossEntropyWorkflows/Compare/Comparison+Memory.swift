internal import CrossEntropyFiles
internal import CrossEntropyLearning

extension Comparison {
  /// Throws where the comparison would hold more than it may, before it begins.
  func checkMemory(_ search: SearchMemory) throws(WorkflowError) {
    let held = dataset.bytes
    let limit = memoryBudget(memory, holding: held)
    let needed = bytesNeeded(search, threads: threads)
    guard needed > limit else { return }
    var remedies: [WorkflowError.Remedy] = [.set(.ignore)]
    if !request.model.hiddenLayers.isEmpty { remedies.append(.lower(.model)) }
    if repeatCount > 1 { remedies.append(.lower(.repeats)) }
    if threads > 1, bytesNeeded(search, threads: 1) <= limit {
      remedies.append(.set(.threads, to: "1"))
    }
    throw WorkflowError.tooLarge(needed, limit: limit, at: .file(dataset.name), else: remedies)
  }

  /// The most bytes that are held at once, the dataset's own among them.
  func bytesNeeded(_ search: SearchMemory, threads: Int) -> Int {
    let losses = Double(request.losses.withBaselineFirst.count)
    let repeats = Double(repeatCount)
    let splits = repeats * Double(folds)
    let kept = splits * search.split + repeats * losses * search.heldOut
    let working =
      [
        Double(threads) * (search.search + search.starts),
        search.separability,
        judging(losses: losses, repeats: repeats, threads: Double(threads)),
        measuresSpeed ? search.speed(threads: threads) : 0,
      ].max() ?? 0
    // A sixth is lost between what is freed and taken again.
    return wholeBytes(
      1.2 * (Double(dataset.bytes) + kept + working) + Double(threads + 1) * bytesPerThread)
  }

  /// What turning log-probabilities into an outcome holds: the means of both readings of every loss, and on every
  /// thread the scores and forecasts of every repeat, with one repeat's simulations, and for a single target
  /// without groups what its calibration is tested by.
  private func judging(losses: Double, repeats: Double, threads: Double) -> Double {
    let rows = Double(dataset.rows)
    let targets = Double(dataset.targets.count)
    let means = losses * 2 * rows * (16 + 8 * targets) + rows * (40 + 16 * targets)
    let classes = Double(dataset.targets.map(\.classes.count).max() ?? 0)
    // Log-probabilities by repeat twice, bins, and the means added up; Hessians and their factors.
    let tested = rows * classes * (17 * repeats + 8) + (16 * repeats + 16) * classes * classes
    let perThread =
      rows * targets * (46 * repeats + 60) + rows * 100 + repeats * 130_000 + tested
    return means + threads * perThread
  }
}

/// What a thread holds beside its rows: its stack, and scratch.
private var bytesPerThread: Double {
  let memory = SystemMemory()
  let used = 4.0 * 1024 * 1024
  // The whole stack is taken from an address space that is limited, though little of it is used.
  guard memory.limit(of: .addressSpace) != nil else { return used }
  return used + Double(memory.limit(of: .stack) ?? 8 << 20)
}
