import TestSupport
import Testing

@testable import CrossEntropyLearning

@Suite struct LBFGSTests {
  /// Σ 100(x₂ − x₁²)² + (1 − x₁)², a curved valley with its floor at 1.
  private func rosenbrock(
    _ x: ContiguousArray<Double>, _ g: inout ContiguousArray<Double>
  ) -> Double {
    for i in g.indices { g[i] = 0 }
    var sum = 0.0
    for i in stride(from: 0, to: x.count, by: 2) {
      let a = x[i + 1] - x[i] * x[i]
      let b = 1 - x[i]
      sum += 100 * a * a + b * b
      g[i] = -400 * x[i] * a - 2 * b
      g[i + 1] = 200 * a
    }
    return sum
  }

  @Test(arguments: [2, 10, 40])
  func followsACurvedValley(dimension: Int) {
    let start = ContiguousArray((0..<dimension).map { $0 % 2 == 0 ? -1.2 : 1.0 })
    let result = LBFGS(tolerance: 1e-10).minimize(from: start, rosenbrock)
    #expect(result.stop == .tolerance)
    #expect(result.point.allSatisfy { abs($0 - 1) < 1e-9 })
    #expect(result.evaluations < 120)
  }

  @Test func solvesABadlyScaledQuadratic() {
    // ½ Σ dᵢ(xᵢ − i)² with d from 1e-4 to 1e4.
    let scales = (0..<9).map { i in [1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100, 1e3, 1e4][i] }
    let result = LBFGS(tolerance: 1e-9).minimize(
      from: ContiguousArray(repeating: 0, count: 9)
    ) { x, g in
      var sum = 0.0
      for i in x.indices {
        g[i] = scales[i] * (x[i] - Double(i))
        sum += 0.5 * scales[i] * (x[i] - Double(i)) * (x[i] - Double(i))
      }
      return sum
    }
    #expect(result.gradientNorm <= 1e-9)
    #expect(result.point.enumerated().allSatisfy { abs($1 - Double($0)) < 1e-4 })
  }

  @Test func stopsAtTheLimit() {
    let result = LBFGS(tolerance: 1e-12, iterationLimit: 3).minimize(
      from: [-1.2, 1], rosenbrock)
    #expect(result.stop == .iterationLimit)
    #expect(result.iterations == 3)
  }

  @Test func stepsBackFromWhereTheFunctionEnds() {
    // x − log x is infinite below 0; a first step of length 1 from 1e-3 with slope −999 lands far.
    let result = LBFGS(tolerance: 1e-10).minimize(from: [1e-3]) { x, g in
      guard x[0] > 0 else {
        g[0] = .nan
        return .infinity
      }
      g[0] = 1 - 1 / x[0]
      return x[0] - naturalLog(x[0])
    }
    #expect(abs(result.point[0] - 1) < 1e-9)
  }

  /// Of a step s along which the gradient changes by y, an inverse Hessian with H·y = s is positive definite only if
  /// s·y > 0: else the direction that it makes of a gradient may lead uphill.
  @Test(arguments: [0.0, -1, -1e-3, 1e-16])
  func aStepWithoutPositiveCurvatureIsNotRemembered(change: Double) {
    var history = History(capacity: 5)
    history.remember(step: [1, 0], change: [change, 1])
    #expect(history.isEmpty)
    history.remember(step: [0, 1], change: [0, 2])
    #expect(!history.isEmpty)
    history.remember(step: [1, 0], change: [change, 1])
    var direction: ContiguousArray<Double> = [0, 0]
    history.direction(at: [3, 4], nil, into: &direction)
    // Half of the gradient, as the one step that counts has it.
    #expect(direction == [-1.5, -2])
  }

  @Test func aStartAtTheOptimumTakesNoStep() {
    let result = LBFGS().minimize(from: [1, 1], rosenbrock)
    #expect(result.iterations == 0)
    #expect(result.evaluations == 1)
  }
}
