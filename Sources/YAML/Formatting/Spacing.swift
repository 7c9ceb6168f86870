/// The blanks between two tokens of one line: one after `:`, `,` and `-`, none before; none inside `{ }` and `[ ]`.
enum Spacing {
  static func blanks(after first: TokenStream.Kind, before second: TokenStream.Kind, now: Int)
    -> Int
  {
    let endsItem = second == .comma || second == .flowEnd
    switch first {
    // '{a:}' is no map, and a tag may take in what follows.
    case .colon, .key, .tag: return endsItem ? min(now, 1) : 1
    // '&a:' is another name for some readers than '&a :'.
    case .anchor, .alias: return endsItem ? 0 : second == .colon ? min(now, 1) : 1
    case .comma: return endsItem ? 0 : 1
    case .flowStart: return 0
    case .dash, .documentStart, .documentEnd, .directive: return 1
    default: return endsItem || second == .colon ? 0 : min(now, 1)
    }
  }
}
