// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "csv-benchmark",
  platforms: [.macOS(.v13)],
  dependencies: [.package(name: "swift-cross-entropy", path: "../..", traits: [])],
  targets: [
    .executableTarget(
      name: "csv-benchmark",
      dependencies: [.product(name: "CrossEntropyFiles", package: "swift-cross-entropy")])
  ],
  swiftLanguageModes: [.v6]
)
