// swift-tools-version: 6.3
import PackageDescription

// A package that uses only the libraries: without the trait 'Tool' it fetches swift-numerics and
// nothing else.
let package = Package(
  name: "Consumer",
  platforms: [.macOS(.v13)],
  dependencies: [.package(name: "swift-cross-entropy", path: "../..", traits: [])],
  targets: [
    .executableTarget(
      name: "Consumer",
      dependencies: [
        .product(name: "CrossEntropy", package: "swift-cross-entropy"),
        .product(name: "CrossEntropyLearning", package: "swift-cross-entropy"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
