internal import RealModule

/// The softmax cross entropy of a linear layer's logits z = W·x + b, from x, W, b and the labels.
///
/// The logits are never held whole: value and gradients are formed from blocks of them, rows ×
/// classes, that stay in a cache. A training step with a large vocabulary usually keeps rows ×
/// classes of logits and as much again of their gradient; here it keeps some megabytes per thread.
///
/// ∂ℓ/∂x = Wᵀ·g, ∂ℓ/∂W = Σ g·xᵀ, ∂ℓ/∂b = Σ g with g = ∂ℓ/∂z, as ``SoftmaxCrossEntropy`` says.
///
/// At most `threads` threads work, 1 or more; nil is as many as the machine has. They change no bit.
///
/// A target is a label, or a row of probabilities of any ``LinearScalar`` type, one per class. Class weights,
/// smoothing, ignored labels, soft cap, temperature and z-loss are the objective's, and do what they do to logits that
/// are held whole.
///
/// Inputs and weights may be two-byte numbers. They are widened block by block and computed with in `Float`, and the
/// gradients are `Float`: their sums over many rows need more digits than 8 or 11 bits have, and so does the copy of
/// the weights that an optimiser adds small steps to.
///
/// - Shape: x rows × features, W classes × features, b one per class, or none; one weight per row, or
///   none; dense targets rows × classes.
/// - Unit: nats.
/// - Edges: an ignored row is never read, nor one of weight 0. A bias of −∞ masks its class. A value in x or W that
///   is not finite gives NaN.
/// - Error: that of the products, some ulp of Σ|wₖxₖ| in `Float` or `Double`, which the loss passes on.
/// - Source: Wijmans et al. 2024, "Cut Your Losses in Large-Vocabulary Language Models"; the running
///   log-sum-exp of Milakov and Gimelshein 2018.
public struct LinearCrossEntropy: Sendable {
  /// Class weights, label smoothing, ignored labels, soft cap, temperature and z-loss.
  public let objective: Objective
  /// A block of the gradient with respect to the logits is left out where every element is smaller.
  public let skippedGradient: Float

  /// Softmax cross entropy without options.
  ///
  /// `skippedGradient` 0, the default, is exact; 2⁻¹² leaves out what `BFloat16` could not hold
  /// beside 1.
  public init(skippedGradient: Float = 0) {
    require(skippedGradient >= 0, "skippedGradient must be 0 or more, got \(skippedGradient)")
    objective = Objective(SoftmaxCrossEntropy())
    self.skippedGradient = skippedGradient
  }

  /// Softmax cross entropy with the options of an objective; throws for another loss and for a
  /// confidence penalty, which needs the entropy of rows that are never whole.
  public init(_ objective: Objective, skippedGradient: Float = 0) throws(ObjectiveError) {
    require(skippedGradient >= 0, "skippedGradient must be 0 or more, got \(skippedGradient)")
    guard objective.loss is SoftmaxCrossEntropy else {
      throw .notLinear(loss: objective.loss.name, unit: objective.loss.outputUnit)
    }
    if objective.logitOptions.confidencePenalty != 0 {
      throw .notSupportedByLinear(.confidencePenalty)
    }
    self.objective = objective
    self.skippedGradient = skippedGradient
  }

  /// The gradients of the sum of the rows' losses; those of two-byte numbers are `Float`.
  public struct Gradients<S: LinearScalar>: Sendable {
    /// ∂/∂x, rows × features; without rows where it was left out.
    public var inputs: Matrix<S.LinearGradient>
    /// ∂/∂W, classes × features.
    public var weights: Matrix<S.LinearGradient>
    /// ∂/∂b, one per class.
    public var bias: ContiguousArray<S.LinearGradient>
  }

  /// The classes of a layer that one process or machine holds: `first` and those that follow.
  ///
  /// Every shard gives its ``RowSums`` for the same rows. Once merged, they give every shard the
  /// loss and its own gradients; the shards' gradients of the inputs add up.
  public struct Shard<S: LinearScalar>: Sendable {
    /// W of these classes, classes × features.
    public let weights: Matrix<S>
    /// b of these classes, or nothing.
    public let bias: ContiguousArray<S>
    /// The first of the classes.
    public let first: Int
    /// The classes of all shards.
    public let classes: Int

    /// Part of a layer, by default all of it.
    public init(
      weights: Matrix<S>, bias: ContiguousArray<S> = [], first: Int = 0, classes: Int? = nil
    ) throws(ShapeError) {
      let all = classes ?? weights.rows
      guard bias.isEmpty || bias.count == weights.rows else {
        throw .count(of: .biases, expected: weights.rows, got: bias.count)
      }
      guard
        weights.rows > 0, all >= weights.rows, all <= Int(Int32.max),
        first >= 0, first <= all - weights.rows
      else {
        throw .shard(first: first, count: weights.rows, classes: all)
      }
      self.weights = weights
      self.bias = bias
      self.first = first
      self.classes = all
    }
  }

  /// The sums over some of a row's logits.
  public struct RowSums: Sendable, Hashable, Codable {
    /// The greatest logit; −∞ if there is none.
    public internal(set) var peak = -Double.infinity
    /// Σ exp(z − peak).
    public internal(set) var sum = 0.0
    /// Σ z where smoothing needs it; with dense targets, and where smoothed classes are weighted, Σ t·z.
    public internal(set) var total = 0.0
    /// The label's logit, where it is among these.
    public internal(set) var truth: Double?

    /// The sums of nothing.
    public init() {}

    /// Adds the sums over other classes.
    public mutating func merge(_ other: RowSums) {
      let (high, low) = peak >= other.peak ? (self, other) : (other, self)
      sum = high.sum + (low.peak == -.infinity ? 0 : low.sum * .exp(low.peak - high.peak))
      peak = high.peak
      total += other.total
      truth = truth ?? other.truth
    }

    /// log Σ exp(z).
    public var logSumExp: Double { peak == -.infinity ? -.infinity : peak + .log(sum) }
  }
}
