#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

extension NetworkTrainer {
  /// How the step size goes on from epoch to epoch: what η is multiplied by in epoch e of E.
  ///
  /// Epochs count from 0 here, as those of PyTorch's and Keras's schedules do.
  public enum Schedule: Sendable, Hashable {
    /// 1: η throughout.
    case constant
    /// (1 + cos(π·e/E))/2, from 1 towards 0: PyTorch's `CosineAnnealingLR` with `T_max` E.
    case cosine
    /// γᵉ: PyTorch's `ExponentialLR`. γ is above 0 and at most 1.
    case exponential(gamma: Double)
    /// γ to the power of ⌊e/size⌋: PyTorch's `StepLR`. The size is 1 or more, γ above 0 and at most 1.
    case step(size: Int, gamma: Double)

    /// What η is multiplied by in an epoch, counted from 0, of so many.
    func factor(epoch: Int, of epochs: Int) -> Double {
      switch self {
      case .constant: 1
      case .cosine: (1 + cos(.pi * Double(epoch) / Double(epochs))) / 2
      case .exponential(let gamma): pow(gamma, Double(epoch))
      case .step(let size, let gamma): pow(gamma, Double(epoch / size))
      }
    }

    /// Throws for a number that is out of its range.
    func validate() throws(TrainingError) {
      switch self {
      case .constant, .cosine: break
      case .exponential(let gamma):
        guard gamma > 0, gamma <= 1 else { throw .outOfRange(.gamma, gamma) }
      case .step(let size, let gamma):
        try TrainingError.check(.size, size)
        try Self.exponential(gamma: gamma).validate()
      }
    }
  }
}
