internal import CrossEntropyKernels

/// What forms rows of logits: the definitions in Swift, or a kernel of an instruction level.
///
/// An argument of whatever forms rows, read once where a call enters the library: the machine's best, unless a
/// test pins another. Nothing below looks at the task, so threads need not be one.
package enum KernelLevel: String, CaseIterable, Sendable {
  case definition, baseline, avx2, avx512, best

  /// What a call into the library uses; only tests set it.
  @TaskLocal package static var current = KernelLevel.best

  /// False where this machine lacks the level.
  package var isAvailable: Bool { self == .definition || cek_has_level(level) != 0 }

  var level: cek_level {
    switch self {
    case .baseline: cek_baseline
    case .avx2: cek_avx2
    case .avx512: cek_avx512
    case .definition, .best: cek_best
    }
  }
}

/// What the C code knows of a loss.
struct LossKernel {
  let loss: cek_loss
  let parameter: Double
  /// Whether softmax rows may have smoothed or dense targets: every class of them has a slope of its own.
  let formsSoftTargets: Bool

  init(_ loss: cek_loss, parameter: Double = 0, formsSoftTargets: Bool = false) {
    self.loss = loss
    self.parameter = parameter
    self.formsSoftTargets = formsSoftTargets
  }
}
