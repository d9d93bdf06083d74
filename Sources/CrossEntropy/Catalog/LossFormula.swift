/// The formula of a loss for people, as templates that a text fills in with symbols or numbers.
public enum LossFormula: Sendable, Hashable {
  /// ℓ = Σ tⱼ f(pⱼ), with f of the probability of what is true.
  ///
  /// Slots: `p`, `complement` (1 − p), `log` (the logarithm's name), `surprisal` (−log p) and the
  /// names of the loss's parameters. They are symbols in `symbols` and `strength`, numbers in the
  /// others.
  ///
  /// - `symbols`: f(p).
  /// - `numbers`: the same with the numbers of a row.
  /// - `strength`: −∂f/∂log p in nats, which turns the gradient of cross entropy into this loss's;
  ///   nil is 1.
  /// - `strengthNumbers`: the same with numbers; nil where its value says enough.
  case truth(
    symbols: Template, numbers: Template, strength: Template? = nil,
    strengthNumbers: Template? = nil)
  /// ℓ = s·Σ of a term of every output's p and target t.
  ///
  /// Slots: `p` and `t`. The slope ∂ℓ/∂p of a term is `slopeFactor`·`slope`.
  case distance(term: Template, slopeFactor: Int, slope: Template)
  /// ℓ as a formula of the outputs themselves, under softmax and under sigmoid.
  case outputs(softmax: Outputs, sigmoid: Outputs)

  /// −log p, the formula of cross entropy.
  public static let surprisal = truth(symbols: "−{log} {p}", numbers: "−{log} {p}")

  /// What an output z of target t adds to ℓ, and ∂ℓ/∂z.
  ///
  /// C is the number of classes. Slots: the names of the loss's parameters, and of a loss that is information `log`
  /// (the logarithm's name) and `perNat` (what makes nats the unit: nothing, or / ln 2).
  public struct Outputs: Sendable, Hashable {
    /// What the output adds.
    public let value: Template
    /// ∂ℓ/∂z of its own.
    public let slope: Template
    /// What both of them call s; nil where they call nothing so.
    public let s: Template?
    /// What multiplies both where the loss has the optional parameters that it names; nil where it takes none.
    public let balance: Template?

    /// A formula.
    public init(
      value: Template, slope: Template, s: Template? = nil, balance: Template? = nil
    ) {
      self.value = value
      self.slope = slope
      self.s = s
      self.balance = balance
    }
  }

  /// A text with named slots: `(1 − {p})^{gamma}`.
  public struct Template: Sendable, Hashable, ExpressibleByStringLiteral {
    private let text: String

    /// The template; a slot is a name in braces.
    public init(stringLiteral text: String) { self.text = text }

    /// The names of its slots, in order.
    public var slots: [String] {
      text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().map {
        String($0.prefix { $0 != "}" })
      }
    }

    /// The text with every slot filled in.
    public func filled(_ value: (_ slot: String) -> String) -> String {
      let parts = text.split(separator: "{", omittingEmptySubsequences: false)
      return parts.dropFirst().reduce(String(parts[0])) { text, part in
        let slot = part.prefix { $0 != "}" }
        return text + value(String(slot)) + part.dropFirst(slot.count + 1)
      }
    }
  }
}
