// swift-tools-version: 6.3
import PackageDescription

// A package that defines its own loss and trains with it. Without the trait 'Tool' it fetches
// swift-numerics and nothing else.
let package = Package(
  name: "CustomLoss",
  platforms: [.macOS(.v13)],
  dependencies: [.package(name: "swift-cross-entropy", path: "../..", traits: [])],
  targets: [
    .executableTarget(
      name: "CustomLoss",
      dependencies: [
        .product(name: "CrossEntropy", package: "swift-cross-entropy"),
        .product(name: "CrossEntropyLearning", package: "swift-cross-entropy"),
        .product(name: "CrossEntropyTesting", package: "swift-cross-entropy"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
