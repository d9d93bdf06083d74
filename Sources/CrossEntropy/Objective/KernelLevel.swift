internal import CrossEntropyKernels

/// What forms rows of logits: the definitions in Swift, or a kernel of an instruction level.
///
/// Everybody gets the best that the machine has; tests pin one.
package enum KernelLevel: String, CaseIterable, Sendable {
  case definition, baseline, avx2, avx512, best

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

/// A loss that a kernel forms, too.
protocol KernelLoss: Loss {
  var kernel: (loss: cek_loss, parameter: Double) { get }
}

extension SoftmaxCrossEntropy: KernelLoss {
  var kernel: (loss: cek_loss, parameter: Double) { (cek_cross_entropy, 0) }
}

extension SigmoidCrossEntropy: KernelLoss {
  var kernel: (loss: cek_loss, parameter: Double) { (cek_cross_entropy, 0) }
}

extension SquaredError: KernelLoss {
  var kernel: (loss: cek_loss, parameter: Double) {
    (outputUnit == .identity ? cek_linear_error : cek_squared_error, scale)
  }
}

extension FocalLoss: KernelLoss {
  var kernel: (loss: cek_loss, parameter: Double) { (cek_focal, gamma) }
}

extension GeneralizedCrossEntropy: KernelLoss {
  var kernel: (loss: cek_loss, parameter: Double) { (cek_generalized, q) }
}
