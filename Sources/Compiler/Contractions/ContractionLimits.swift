/// What blocking aims at. The same for all machines, so that results are the same on all; tests use smaller
/// numbers to reach every path with small shapes.
struct ContractionLimits: Hashable {
  /// Operations that one task is worth.
  var grain = 4e5
  /// Floats of a worker's copy of rows, of columns, and of its sums.
  var rows = 64 << 10
  var columns = 512 << 10
  var sums = 512 << 10
  /// Bytes that all partial sums of a split reduction, or a copy made by a kernel of its own, may take.
  var partials = 32 << 20
  /// Elements from which on a copy of columns is made by a kernel of its own.
  var packed = 2048
  /// Rows from which on the columns' factor is copied to panels.
  var panelRows = 48
  /// Whether of tiles that cost the same the one of most rows is taken, which reads the columns fewest times.
  var prefersRows = false
  /// Floats between two steps of a sum from which on a worker copies rows, and columns, to panels, if a sum has so
  /// many steps and so many tiles use a panel.
  var distantRows = 64
  var distantColumns = 192
  var panelSteps = 128
  var panelUses = 4
  /// Rows up to which large columns are read once, each part by one worker, and elements from which on they are large.
  var fewRows = 256
  var largeColumns = 1 << 20
  /// About so many steps of a sum a panel has.
  var panelDepth = 256
  /// Products that are added up one after another in registers before their sum joins the others in memory,
  /// so that rounding errors stay small (Documentation/Contractions.md).
  var group = 64
  /// Lanes of a scalar product.
  var lanes = InstructionSet.lanes
}
