import Diagnostics

/// Items of lists and maps in flow style that were cut at a comma, put together again.
extension YAMLReader {
  /// The items with the fragments of each cut expression put together again, so that the rest is still checked.
  mutating func joined(_ items: [Item]) -> [Item] {
    let opened = items.map(\.opened)
    guard opened.contains(where: { $0 > 0 }) else { return items }
    let balances = items.map(\.balance)
    var joined: [Item] = []
    var index = 0
    while index < items.count {
      let item = items[index]
      let count = FlowCut.length(first: opened[index], following: balances[(index + 1)...])
      if let count {
        joined.append(cut(from: item.source, to: items[index + count].source))
        index += count
      } else {
        if index + 1 < items.count { reportFragment(item) }
        joined.append(item)
      }
      index += 1
    }
    return joined
  }

  private mutating func cut(from first: SourceRange, to last: SourceRange) -> Item {
    let range = SourceRange(file: first.file, start: first.start, end: last.end)
    let text = range.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let pointed = FlowCut.pointed(text)
    if !FlowCut.isTuple(text) {
      diagnostics.add(FlowCut.diagnostic(range, whole: pointed, isDecimal: pointed != text))
    }
    return Item(node: YAMLNode(.text(pointed), range: range), isPlain: true, source: range)
  }

  mutating func joined(
    _ read: [(key: Item, value: Item)]
  ) -> [(key: Item, value: Item)] {
    let entries = withWholeNumbers(withWholeKeys(read))
    let firsts = entries.map { $0.value.isMissing ? $0.key : $0.value }
    let opened = firsts.map(\.opened)
    guard opened.contains(where: { $0 > 0 }) else { return entries }
    let balances = entries.map { $0.value.isMissing ? $0.key.balance : nil }
    var joined: [(key: Item, value: Item)] = []
    var index = 0
    while index < entries.count {
      let (key, value) = entries[index]
      let first = firsts[index]
      let count = FlowCut.length(first: opened[index], following: balances[(index + 1)...])
      if let count {
        let whole = cut(from: first.source, to: entries[index + count].key.source)
        joined.append((key, value.isMissing ? value : whole))
        index += count
      } else {
        if index + 1 < entries.count, entries[index + 1].value.isMissing { reportFragment(first) }
        joined.append((key, value))
      }
      index += 1
    }
    return joined
  }

  /// The pairs with values put together again that were cut at a decimal comma: `{minimize: rec + 0,5 * div}`.
  private mutating func withWholeNumbers(
    _ entries: [(key: Item, value: Item)]
  ) -> [(key: Item, value: Item)] {
    var whole: [(key: Item, value: Item)] = []
    var joints: [Int] = []
    var fragments = 0
    for (key, value) in entries {
      guard let last = whole.last, last.value.isPlain, key.isPlain, value.isMissing,
        fragments < FlowCut.mostFragments, FlowCut.isDecimal(last.value.source, key.source)
      else {
        whole.append((key, value))
        fragments = 0
        continue
      }
      fragments += 1
      let first = last.value.source
      let range = SourceRange(file: first.file, start: first.start, end: key.source.end)
      let text = FlowCut.pointed(range.text)
      if joints.last != whole.count - 1 { joints.append(whole.count - 1) }
      whole[whole.count - 1].value = Item(
        node: YAMLNode(CoreSchema.content(ofPlain: text), range: range), isPlain: true,
        source: range)
    }
    for index in joints {
      let value = whole[index].value
      // What a comma cuts further is told with that.
      guard value.opened == 0 else { continue }
      diagnostics.add(
        FlowCut.diagnostic(value.source, whole: FlowCut.pointed(value.source.text), isDecimal: true)
      )
    }
    return whole
  }

  /// The pairs with keys put together again that were cut: `{f(a, b): a * b}`.
  private mutating func withWholeKeys(
    _ entries: [(key: Item, value: Item)]
  ) -> [(key: Item, value: Item)] {
    var whole: [(key: Item, value: Item)] = []
    var index = 0
    while index < entries.count {
      let count = Self.lengthOfKey(entries, at: index) ?? 0
      let last = entries[index + count]
      let key = count == 0 ? last.key : cut(from: entries[index].key.source, to: last.key.source)
      whole.append((key, last.value))
      index += count + 1
    }
    return whole
  }

  /// How many of the following keys close what a key left open, where the last alone has a value.
  private static func lengthOfKey(_ entries: [(key: Item, value: Item)], at index: Int) -> Int? {
    guard entries[index].value.isMissing, entries[index].key.opened > 0 else { return nil }
    let following = entries[(index + 1)...].prefix(FlowCut.mostFragments)
    let balances = following.map { $0.key.balance }
    guard let count = FlowCut.length(first: entries[index].key.opened, following: balances[...]),
      following.prefix(count - 1).allSatisfy({ $0.value.isMissing }),
      !entries[index + count].value.isMissing
    else { return nil }
    return count
  }
}
