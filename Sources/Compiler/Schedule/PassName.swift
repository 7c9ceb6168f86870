/// The passes, in order, as `etch kernels --after PASS` names them.
public enum PassName: String, CaseIterable, Sendable {
  case simplify
  case masksFromOutputs = "masks-from-outputs"
  case cropKernels = "crop-kernels"
  case mergeCalls = "merge-calls"
  case rewriteConvolutions = "rewrite-convolutions"
  case splitHoisted = "split-hoisted"
  case makeKernels = "make-kernels"
  case fuseElementwise = "fuse-elementwise"
  case chooseLowering = "choose-lowering"
  case lowerKernels = "lower-kernels"
  case arrangeWaves = "arrange-waves"
  case sharePackings = "share-packings"
  case planMemory = "plan-memory"
}
