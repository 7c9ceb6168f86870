/// Sentences about films: each word follows from the one before and from whether the film is liked.
enum ReviewGrammar {
  /// One or two sentences.
  static func review(_ isPraise: Bool, _ draws: inout Draws) -> String {
    let first = sentence(isPraise, &draws)
    guard draws.uniform() < 0.5 else { return first }
    return first + " " + sentence(isPraise, &draws)
  }

  private static func sentence(_ isPraise: Bool, _ draws: inout Draws) -> String {
    func pick(_ words: [String]) -> String {
      words[min(Int(draws.uniform() * Double(words.count)), words.count - 1)]
    }
    let good = ["wonderful", "great", "funny", "beautiful", "clever", "moving", "brilliant"]
    let bad = ["terrible", "boring", "silly", "awful", "slow", "empty", "stupid"]
    let adjective = pick(isPraise ? good : bad)
    let verb = pick(isPraise ? ["loved", "enjoyed", "liked"] : ["hated", "disliked", "regretted"])
    let thing = pick(["movie", "film", "story"])
    let part = pick(["acting", "music", "ending", "script", "cast", "plot", "camera work"])
    let very = pick(["very", "really", "so", "truly", "quite"])
    switch Int(draws.uniform() * 6) {
    case 0: return "This \(thing) is \(very) \(adjective)."
    case 1: return "I \(verb) the \(part), and the \(part2(part, &draws)) is \(adjective) too."
    case 2:
      return "This \(thing) has a \(adjective) \(part) and \(isPraise ? "good" : "bad") actors."
    case 3:
      return isPraise
        ? "I would see this \(thing) again with my \(pick(["family", "friends", "children"]))."
        : "I would not see this \(thing) again, not even for \(pick(["free", "money", "fun"]))."
    case 4:
      return
        "The \(part) of this \(thing) was \(adjective) from the beginning to the \(pick(["end", "last minute"]))."
    default:
      return isPraise
        ? "This \(thing) is one of the best I have seen in \(pick(["years", "months"]))!"
        : "This \(thing) is a waste of \(pick(["time", "an evening", "good actors"]))!"
    }
  }

  private static func part2(_ other: String, _ draws: inout Draws) -> String {
    let parts = ["acting", "music", "ending", "script", "cast", "plot"].filter { $0 != other }
    return parts[min(Int(draws.uniform() * Double(parts.count)), parts.count - 1)]
  }
}
