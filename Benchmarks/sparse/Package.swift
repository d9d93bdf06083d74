// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that users of the library never fetch or build it.
let package = Package(
  name: "sparse-benchmark",
  platforms: [.macOS(.v13)],
  dependencies: [.package(name: "swift-cross-entropy", path: "../..")],
  targets: [
    .executableTarget(
      name: "sparse-benchmark",
      dependencies: [
        .product(name: "CrossEntropy", package: "swift-cross-entropy"),
        .product(name: "CrossEntropyLearning", package: "swift-cross-entropy"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
