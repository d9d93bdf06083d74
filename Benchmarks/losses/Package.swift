// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that users of the library never fetch or build it. The library is loaded into
// the Python process of the peers, so that both sides are timed in turn in one process.
let package = Package(
  name: "losses-benchmark",
  platforms: [.macOS(.v13)],
  products: [
    .library(name: "losses", type: .dynamic, targets: ["losses"]),
    .executable(name: "own-loss", targets: ["own-loss"]),
    .executable(name: "row-losses", targets: ["row-losses"]),
  ],
  dependencies: [.package(name: "swift-cross-entropy", path: "../..")],
  targets: [
    .target(
      name: "losses",
      dependencies: [.product(name: "CrossEntropy", package: "swift-cross-entropy")]),
    // What a loss of one's own costs beside the library's definition of its own.
    .executableTarget(
      name: "own-loss",
      dependencies: [.product(name: "CrossEntropy", package: "swift-cross-entropy")]),
    // What the losses of rows and the gradient of a mean cost beside the total.
    .executableTarget(
      name: "row-losses",
      dependencies: [.product(name: "CrossEntropy", package: "swift-cross-entropy")]),
  ],
  swiftLanguageModes: [.v6]
)
