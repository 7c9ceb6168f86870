// swift-tools-version: 6.2
import PackageDescription

/// The rooms, in the order of the journey from text to pictures. `Tests/PackageTests` holds the same
/// table and compares it with every `import`.
let collections: Target.Dependency = .product(
  name: "OrderedCollections", package: "swift-collections")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "etch",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "etch", targets: ["etch"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CJPEG", pkgConfig: "libjpeg",
      providers: [.apt(["libjpeg-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
      name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
    .systemLibrary(name: "CGIF", providers: [.apt(["libgif-dev"]), .brew(["giflib"])]),
    .target(name: "CRuntime"),
    .target(name: "CProcesses"),
    .target(
      name: "CDigests",
      linkerSettings: [.linkedLibrary("crypto", .when(platforms: [.linux]))]),
    .target(
      name: "CImages", dependencies: ["CPNG", "CJPEG"],
      linkerSettings: [.linkedLibrary("png"), .linkedLibrary("jpeg")]),

    .target(name: "Diagnostics"),
    .target(name: "YAML", dependencies: ["Diagnostics", "CYAML"]),
    .target(name: "Config", dependencies: ["YAML", "Diagnostics", collections]),
    .target(name: "Tensors"),
    .target(name: "Digests", dependencies: ["CDigests"]),
    .target(name: "Processes", dependencies: ["Diagnostics", "CProcesses"]),
    .target(name: "Graph", dependencies: ["Tensors", "Diagnostics"]),
    .target(
      name: "Layers", dependencies: ["Graph", "Config", "Tensors", "Diagnostics", collections]),
    .target(name: "Compiler", dependencies: ["Graph", "Tensors", "Diagnostics"]),
    .target(
      name: "Runtime",
      dependencies: [
        "Compiler", "Graph", "Tensors", "Diagnostics", "Processes", "CRuntime", "Digests",
      ]),
    .target(
      name: "Artifacts",
      dependencies: ["Tensors", "Diagnostics", "CImages", "CZstd", "CGIF", "Digests"]),
    .target(
      name: "Datasets",
      dependencies: [
        "Tensors", "Diagnostics", "Config", "Artifacts", "Processes", "CZlib", "Digests",
      ]),
    .target(
      name: "Experiment",
      dependencies: [
        "Graph", "Config", "Layers", "Artifacts", "Datasets", "Tensors", "Diagnostics", collections,
      ]),
    .target(
      name: "Training",
      dependencies: [
        "Experiment", "Graph", "Config", "Layers", "Compiler", "Runtime", "Artifacts", "Datasets",
        "Tensors", "Diagnostics", "Processes", collections,
      ]),
    .target(
      name: "Commands",
      dependencies: [
        "Training", "Experiment", "Graph", "Config", "Layers", "Compiler", "Runtime", "Artifacts",
        "Datasets", "Tensors", "Diagnostics", "YAML", "Processes", collections,
      ],
      resources: [.embedInCode("Fetch/Recipes")]),
    .executableTarget(
      name: "etch",
      dependencies: [
        "Commands", "Training", "Experiment", "Diagnostics", "Processes", arguments,
      ]),

    .target(
      name: "RandomGraphs", dependencies: ["Graph", "Tensors"], path: "Tests/Support/RandomGraphs"),
    .target(name: "AllocationCounter", path: "Tests/Support/AllocationCounter"),
    .target(
      name: "SchemaChecking", dependencies: ["Diagnostics", "YAML"],
      path: "Tests/Support/SchemaChecking"),
    .target(name: "ExperimentTexts", path: "Tests/Support/ExperimentTexts"),
    .target(
      name: "RecordedCases",
      dependencies: ["Layers", "Graph", "Config", "YAML", "Tensors", "Diagnostics", collections],
      path: "Tests/Support/RecordedCases"),
    .testTarget(name: "PackageTests"),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(name: "YAMLTests", dependencies: ["YAML"]),
    .testTarget(
      name: "ConfigTests", dependencies: ["Config", "ExperimentTexts"], exclude: ["Goldens"]),
    .testTarget(name: "TensorsTests", dependencies: ["Tensors"]),
    .testTarget(name: "DigestsTests", dependencies: ["Digests"]),
    .testTarget(name: "ProcessesTests", dependencies: ["Processes"]),
    .testTarget(name: "GraphTests", dependencies: ["Graph", "RandomGraphs"]),
    .testTarget(
      name: "LayersTests", dependencies: ["Layers", "RecordedCases"],
      exclude: ["Recorded", "Recording"]),
    .testTarget(
      name: "CompilerTests", dependencies: ["Compiler", "Processes", "RandomGraphs"],
      exclude: ["Goldens"]),
    .testTarget(
      name: "RuntimeTests",
      dependencies: [
        "Runtime", "Processes", "RandomGraphs", "RecordedCases", "AllocationCounter",
      ]),
    .testTarget(
      name: "ArtifactsTests", dependencies: ["Artifacts"], exclude: ["Fixtures", "Goldens"]),
    .testTarget(name: "DatasetsTests", dependencies: ["Datasets", "AllocationCounter"]),
    .testTarget(
      name: "ExperimentTests", dependencies: ["Experiment", "ExperimentTexts", "SchemaChecking"],
      exclude: ["Frozen", "Goldens", "Listings", "Wrong"]),
    .testTarget(name: "TrainingTests", dependencies: ["Training", "RecordedCases"]),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "Commands", "Processes", "etch", "AllocationCounter", "ExperimentTexts", "SchemaChecking",
      ],
      exclude: ["Sweeps/Wrong", "Sweeps/Schedulers", "Fetch/server.py"]),
  ]
)

// `make libfuzzer` builds a program more, by toolchains that have clang's fuzzer. Its main is the fuzzer's.
if Context.environment["ETCH_FUZZERS"] != nil {
  package.targets += [
    .target(
      name: "FuzzedReaders",
      dependencies: ["Datasets", "Config", "YAML", "Artifacts", "Tensors", "Diagnostics"],
      path: "Tests/Fuzz/Readers"),
    .executableTarget(
      name: "fuzzers", dependencies: ["FuzzedReaders"], path: "Tests/Fuzz/Program"),
  ]
}

// SwiftPM builds a target again when a module that it names has changed, and not when one behind that has, although
// it holds that one's types as well. So every target names them all; those that come first are complete already.
var modules: [String: Target] = [:]
for target in package.targets {
  func names(_ target: Target) -> [String] {
    target.dependencies.compactMap {
      if case .byNameItem(let name, _) = $0 { name } else { nil }
    }
  }
  for name in names(target).compactMap({ modules[$0] }).flatMap(names)
  where !names(target).contains(name) {
    target.dependencies.append(.init(stringLiteral: name))
  }
  modules[target.name] = target
}

// Tests run each of their lines a few times: to optimize them takes longer than it saves. Those of the runtime count allocations,
// of which optimized code has none.
for target in package.targets where target.type == .test && target.name != "RuntimeTests" {
  // Those of the commands are compiled last and alone: whole, they take one processor.
  let isLast = target.name == "CommandsTests"
  let inBatches = ["-no-whole-module-optimization", "-enable-batch-mode"]
  target.swiftSettings = [.unsafeFlags(["-Onone"] + (isLast ? inBatches : []))]
}
