import CrossEntropy
import CrossEntropyKernels
import RealModule
import Testing

/// The kernels' own exponential and logarithm against those of a wider type, at every level.
///
/// Errors are in ulp of the result, or of the least normal number where it is below.
struct VectorMathTests {
  private static let levels = [cek_baseline, cek_avx2, cek_avx512].filter {
    cek_has_level($0) != 0
  }.map(\.rawValue)

  @Test(arguments: levels)
  func exponential(level: UInt32) {
    let few = stride(from: 0.0, through: 1, by: 1.0 / 65_536)
    let small = (0..<160).map { -Double.exp2(-Double($0)) }
    expectFloats(level, cek_exp, few.map { Float(-104 * $0) } + small.map { Float($0) }, 1.1)
    expectFloats(level, cek_exp, [-105, -1e30, -.infinity], 0.5)
    expectDoubles(level, cek_exp, few.map { -746 * $0 } + small, 1.1)
    expectDoubles(level, cek_exp, [-747, -1e300, -.infinity], 0.5)
    #expect(floats(level, cek_exp, [0, -.infinity]) == [1, 0])
    #expect(doubles(level, cek_exp, [0, -.infinity]) == [1, 0])
    #expect(floats(level, cek_exp, [.nan])[0].isNaN)
    #expect(doubles(level, cek_exp, [.nan])[0].isNaN)
  }

  /// From where sigmoids ask for it to the greatest logit that needs no peak.
  @Test(arguments: levels)
  func exponentialNearZero(level: UInt32) {
    let part = stride(from: 0.0, through: 1, by: 1.0 / 65_536)
    expectFloats(level, cek_exp_near, part.map { Float(120 * $0 - 80) }, 1.1)
    expectDoubles(level, cek_exp_near, part.map { 1000 * $0 - 700 }, 1.1)
  }

  @Test(arguments: levels)
  func logarithmOfOnePlus(level: UInt32) {
    let part = stride(from: 0.0, through: 1, by: 1.0 / 65_536).map { $0 }
    let wide = stride(from: -140.0, through: 120, by: 0.01).map { Double.exp2($0) }
    expectFloats(level, cek_log_of_one_plus, (part + wide).map { Float($0) }, 1)
    expectFloats(level, cek_log_of_one_plus_part, part.map { Float($0) }, 2)
    expectDoubles(level, cek_log_of_one_plus, part + wide, 1)
    expectDoubles(level, cek_log_of_one_plus_part, part, 1.25)
  }

  private func floats(_ level: UInt32, _ function: cek_function, _ x: [Float]) -> [Float] {
    var y = [Float](repeating: -1, count: x.count)
    cek_function_of_f32(cek_level(level), function, x, &y, x.count)
    return y
  }

  private func doubles(_ level: UInt32, _ function: cek_function, _ x: [Double]) -> [Double] {
    var y = [Double](repeating: -1, count: x.count)
    cek_function_of_f64(cek_level(level), function, x, &y, x.count)
    return y
  }

  private func isExponential(_ function: cek_function) -> Bool {
    function == cek_exp || function == cek_exp_near
  }

  private func expectFloats(
    _ level: UInt32, _ function: cek_function, _ x: [Float], _ bound: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var worst = (ulp: 0.0, x: Float(0))
    for (x, y) in zip(x, floats(level, function, x)) {
      let exact = isExponential(function) ? Double.exp(Double(x)) : Double.log(onePlus: Double(x))
      let unit = Double(max(Float(exact), .leastNormalMagnitude).ulp)
      let error = abs(Double(y) - exact) / unit
      if !(error <= worst.ulp) { worst = (error, x) }
    }
    #expect(worst.ulp <= bound, "at \(worst.x)", sourceLocation: sourceLocation)
  }

  private func expectDoubles(
    _ level: UInt32, _ function: cek_function, _ x: [Double], _ bound: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #if arch(x86_64)
      var worst = (ulp: 0.0, x: 0.0)
      for (x, y) in zip(x, doubles(level, function, x)) {
        let exact =
          isExponential(function) ? Float80.exp(Float80(x)) : Float80.log(onePlus: Float80(x))
        let unit = Float80(max(Double(exact), .leastNormalMagnitude).ulp)
        let error = Double(abs(Float80(y) - exact) / unit)
        if !(error <= worst.ulp) { worst = (error, x) }
      }
      #expect(worst.ulp <= bound, "at \(worst.x)", sourceLocation: sourceLocation)
    #endif
  }
}
