/// One event as TensorBoard reads it: a step with values, each under a tag.
///
/// Its wall-clock time is the step, so that the same training gives the same bytes. Every value carries its plugin,
/// as TensorFlow's own writer has it: what stands before the place at which a resumed run cuts the file does not matter.
public struct Event: Sendable {
  let payload: [UInt8]

  private init(step: Int, _ fields: (inout ProtobufWriter) -> Void) {
    payload =
      ProtobufWriter { event in
        event.double(1, Double(step))
        if step != 0 { event.integer(2, step) }
        fields(&event)
      }.bytes
  }

  /// The first event of a file.
  static let version = Event(step: 0) { $0.text(3, "brain.Event:2") }

  /// Numbers of one step; those that are not finite are written as they are.
  public static func scalars(_ values: [(tag: String, value: Double)], step: Int) -> Event {
    Event(step: step) { event in
      event.message(5) { summary in
        for (tag, value) in values {
          summary.message(1) {
            $0.text(1, tag)
            $0.message(8) {
              $0.integer(1, 1)
              $0.message(2) { _ in }
              $0.float(5, Float(value))
            }
            metadata(&$0, plugin: "scalars", dataClass: 1)
          }
        }
      }
    }
  }

  /// A picture, as its PNG file has it.
  public static func picture(tag: String, png: [UInt8], width: Int, height: Int, step: Int) -> Event
  {
    let parts = [Array("\(width)".utf8), Array("\(height)".utf8), png]
    return texts(tag: tag, parts, plugin: "images", dataClass: 3, step: step)
  }

  /// A text, which TensorBoard takes for Markdown.
  public static func text(tag: String, _ text: String, step: Int) -> Event {
    texts(tag: tag, [Array(text.utf8)], plugin: "text", dataClass: 2, step: step)
  }

  /// A tensor of one axis whose elements are texts or other bytes.
  private static func texts(
    tag: String, _ texts: [[UInt8]], plugin: String, dataClass: Int, step: Int
  ) -> Event {
    Event(step: step) { event in
      event.message(5) { summary in
        summary.message(1) {
          $0.text(1, tag)
          $0.message(8) {
            $0.integer(1, 7)
            $0.message(2) { $0.message(2) { $0.integer(1, texts.count) } }
            for text in texts { $0.bytes(8, text) }
          }
          metadata(&$0, plugin: plugin, dataClass: dataClass)
        }
      }
    }
  }

  /// A hyperparameter.
  public enum Setting: Hashable, Sendable {
    case number(Double)
    case text(String)
    case boolean(Bool)
  }

  /// What a run was asked to do; runs of one group are shown together.
  public static func begins(_ settings: [(name: String, value: Setting)], group: String) -> Event {
    session("_hparams_/session_start_info", step: 0) { content in
      content.message(3) { start in
        for (name, value) in settings {
          start.message(1) { entry in
            entry.text(1, name)
            entry.message(2) {
              switch value {
              case .number(let number): $0.double(2, number)
              case .text(let text): $0.text(3, text)
              case .boolean(let flag): $0.integer(4, flag ? 1 : 0)
              }
            }
          }
        }
        start.text(4, group)
        start.double(5, 0)
      }
    }
  }

  /// How it ended.
  public static func ends(succeeded: Bool, step: Int) -> Event {
    session("_hparams_/session_end_info", step: step) { content in
      content.message(4) {
        $0.integer(1, succeeded ? 1 : 2)
        $0.double(2, Double(step))
      }
    }
  }

  private static func session(
    _ tag: String, step: Int, _ content: (inout ProtobufWriter) -> Void
  ) -> Event {
    let content = ProtobufWriter(content).bytes
    return Event(step: step) { event in
      event.message(5) { summary in
        summary.message(1) {
          $0.text(1, tag)
          $0.message(8) {
            $0.integer(1, 1)
            $0.message(2) { $0.message(2) { $0.integer(1, 1) } }
            $0.float(5, 0)
          }
          // TensorBoard finds sessions among tensors alone.
          metadata(&$0, plugin: "hparams", content: content, dataClass: 2)
        }
      }
    }
  }

  private static func metadata(
    _ value: inout ProtobufWriter, plugin: String, content: [UInt8]? = nil, dataClass: Int
  ) {
    value.message(9) {
      $0.message(1) {
        $0.text(1, plugin)
        if let content { $0.bytes(2, content) }
      }
      $0.integer(4, dataClass)
    }
  }

  /// The record: its length and payload, each with a checksum.
  var record: [UInt8] {
    let length = withUnsafeBytes(of: UInt64(payload.count).littleEndian) { Array($0) }
    func sum(_ bytes: [UInt8]) -> [UInt8] {
      withUnsafeBytes(of: CRC32.castagnoli.masked(bytes).littleEndian) { Array($0) }
    }
    return length + sum(length) + payload + sum(payload)
  }
}
