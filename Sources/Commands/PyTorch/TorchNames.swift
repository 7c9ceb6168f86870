/// Names of variables in a function of Python, each given once.
struct TorchNames {
  private var taken: Set<String>

  /// Python's words.
  private static let reserved: Set<String> = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
  ]
  /// What the functions of a module read.
  private static let read: Set<String> = ["self", "F", "math", "nn", "torch"]
  /// What every `nn.Module` has already.
  private static let ofModules: Set<String> = [
    "T_destination", "add_module", "apply", "bfloat16", "buffers", "call_super_init", "children",
    "compile", "cpu", "cuda", "double", "dump_patches", "eval", "extra_repr", "float", "forward",
    "get_buffer", "get_extra_state", "get_parameter", "get_submodule", "half", "ipu",
    "load_state_dict", "modules", "mtia", "named_buffers", "named_children", "named_modules",
    "named_parameters", "parameters", "register_backward_hook", "register_buffer",
    "register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook",
    "register_full_backward_pre_hook", "register_load_state_dict_post_hook",
    "register_load_state_dict_pre_hook", "register_module", "register_parameter",
    "register_state_dict_post_hook", "register_state_dict_pre_hook", "requires_grad_",
    "set_extra_state", "set_submodule", "share_memory", "state_dict", "to", "to_empty", "train",
    "training", "type", "xpu", "zero_grad",
  ]

  /// Whether a module can hold another one by that name.
  static func canHold(_ name: String) -> Bool {
    !reserved.contains(name) && !ofModules.contains(name) && !name.hasPrefix("__")
  }

  init(taken: [String]) { self.taken = Self.reserved.union(Self.read).union(taken) }

  mutating func take(_ name: String) { taken.insert(name) }

  /// `down1.conv2d_1` → `down1_conv2d_1`, with a number behind it where that is taken.
  mutating func add(_ path: String) -> String {
    let plain = path.replacing(".", with: "_")
    var name = plain
    var number = 1
    while !taken.insert(name).inserted {
      number += 1
      name = "\(plain)_\(number)"
    }
    return name
  }
}
