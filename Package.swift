// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "swift-cross-entropy",
  platforms: [.macOS(.v13), .iOS(.v16), .tvOS(.v16), .watchOS(.v9), .visionOS(.v1)],
  products: [
    .library(name: "CrossEntropy", targets: ["CrossEntropy"]),
    .library(name: "CrossEntropyEvaluation", targets: ["CrossEntropyEvaluation"]),
    .library(name: "CrossEntropyFiles", targets: ["CrossEntropyFiles"]),
    .library(name: "CrossEntropyLearning", targets: ["CrossEntropyLearning"]),
    .library(name: "CrossEntropyWorkflows", targets: ["CrossEntropyWorkflows"]),
    .library(name: "CrossEntropyONNX", targets: ["CrossEntropyONNX"]),
    .library(name: "CrossEntropyTesting", targets: ["CrossEntropyTesting"]),
    .executable(name: "xent", targets: ["xent"]),
  ],
  traits: [
    .default(enabledTraits: ["Tool"]),
    .trait(name: "Tool", description: "The command xent, and the packages that only it needs."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .target(name: "CrossEntropyKernels"),
    .target(
      name: "CrossEntropy",
      dependencies: [
        "CrossEntropyKernels",
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")]),
    .target(name: "CrossEntropyTesting", dependencies: ["CrossEntropy"], swiftSettings: strict),
    .target(
      name: "CrossEntropyEvaluation",
      dependencies: ["CrossEntropy"],
      swiftSettings: strict),
    // On Apple platforms iconv is a library of its own.
    .target(
      name: "CrossEntropyCodecs",
      linkerSettings: [
        .linkedLibrary(
          "iconv", .when(platforms: [.macOS, .iOS, .tvOS, .watchOS, .visionOS]))
      ]),
    .target(
      name: "CrossEntropyFiles",
      dependencies: ["CrossEntropy", "CrossEntropyCodecs"],
      swiftSettings: strict + [.enableExperimentalFeature("Lifetimes")]),
    .target(
      name: "CrossEntropyLearning",
      dependencies: ["CrossEntropy", "CrossEntropyEvaluation", "CrossEntropyFiles"],
      swiftSettings: strict),
    .target(
      name: "CrossEntropyWorkflows",
      dependencies: [
        "CrossEntropy", "CrossEntropyEvaluation", "CrossEntropyFiles", "CrossEntropyLearning",
      ],
      swiftSettings: strict),
    .target(name: "CrossEntropyPlayground"),
    .target(
      name: "CrossEntropyReport",
      dependencies: [
        "CrossEntropy", "CrossEntropyEvaluation", "CrossEntropyFiles", "CrossEntropyLearning",
        "CrossEntropyPlayground", "CrossEntropyWorkflows",
      ],
      swiftSettings: strict),
    .target(
      name: "CrossEntropyONNX",
      dependencies: [
        "CrossEntropy", "CrossEntropyEvaluation", "CrossEntropyFiles", "CrossEntropyLearning",
      ],
      swiftSettings: strict),
    .target(name: "XentSystem"),
    .executableTarget(
      name: "xent",
      dependencies: [
        "CrossEntropyONNX", "CrossEntropyWorkflows", "CrossEntropyReport", "XentSystem",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser",
          condition: .when(traits: ["Tool"])),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CrossEntropyTests",
      dependencies: ["CrossEntropy", "CrossEntropyKernels", "CrossEntropyTesting"]),
    .testTarget(
      name: "CrossEntropyEvaluationTests", dependencies: ["CrossEntropyEvaluation", "TestSupport"]),
    .testTarget(
      name: "CrossEntropyFilesTests", dependencies: ["CrossEntropyFiles", "TestSupport"]),
    // What several test targets share.
    .target(
      name: "TestSupport",
      dependencies: ["CrossEntropyEvaluation", "CrossEntropyFiles", "CrossEntropyLearning"],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "CrossEntropyLearningTests", dependencies: ["CrossEntropyLearning", "TestSupport"]),
    .testTarget(
      name: "CrossEntropyONNXTests", dependencies: ["CrossEntropyONNX", "TestSupport"]),
    .testTarget(
      name: "CrossEntropyWorkflowsTests",
      dependencies: ["CrossEntropyWorkflows", "CrossEntropyEvaluation", "TestSupport"]),
    .testTarget(
      name: "CrossEntropyReportTests",
      dependencies: [
        "CrossEntropyReport", "CrossEntropyEvaluation", "CrossEntropyLearning",
        "CrossEntropyWorkflows", "TestSupport",
      ]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "xent", "CrossEntropyEvaluation", "CrossEntropyFiles", "CrossEntropyLearning",
        "TestSupport",
        .product(
          name: "ArgumentParser", package: "swift-argument-parser",
          condition: .when(traits: ["Tool"])),
      ]),
    .testTarget(name: "PackageTests"),
  ],
  swiftLanguageModes: [.v6]
)
