/// bash's completion script, as the parser of the command line makes it, told of what it does not know of bash.
///
/// Readline ends words at '=', ':' and '@' (`COMP_WORDBREAKS`), so that `train.epochs=3` comes as three words and only
/// the last part is replaced; a word is no path that is there, which bash would quote and mark by a slash of its own;
/// and `compgen -W` takes its words as a command line, in which a folder's name could be a command.
public enum BashCompletion {
  /// The script that completes as `generated` does.
  public static func script(_ generated: String) -> String {
    replacements.reduce(generated) { script, change in
      script.replacing(change.line + "\n", with: change.lines + "\n")
    }
  }

  /// What stands in the generated script, each once, and what stands in its place.
  static let replacements: [(line: String, lines: String)] = [
    (
      "__etch_add_completions() {",
      #"""
      __etch_add_completions() {
          [[ "${1}" = -W ]] || is_path=true
      """#
    ),
    (
      #"    "${COMP_WORDS[0]}" "${@}" "${words[@]}""#,
      #"""
          local reply
          while IFS='' read -r reply; do
              printf '%q\n' "${reply}"
          done < <("${COMP_WORDS[0]}" "${@}" "${words[@]}" 2>/dev/null)
      """#
    ),
    ("complete -o filenames -F _etch etch", wholeWords),
  ]

  private static let wholeWords = #"""
    # Completes as _etch does, which knows nothing of the words that readline ends at '=', ':' and '@'.
    _etch_whole_words() {
        local -a words=()
        local -i index=0 current=0
        local line="${COMP_LINE}" word before typed=''
        for word in "${COMP_WORDS[@]}"; do
            before="${words[*]: -1}"
            if [[ "${index}" -gt 0 && "${line}" != [[:space:]]* && ("${word}" = [=:@]* || "${before}" = *[=:@]) ]]; then
                words[${#words[@]} - 1]="${before}${word}"
            else
                words+=("${word}")
            fi
            # Of the word that is completed, what stands before the cursor.
            if [[ "${index}" -eq "${COMP_CWORD}" ]]; then
                current="${#words[@]} - 1"
                typed="${words[current]%"${word}"}"
                [[ "${word}" = [=:@] ]] && typed+="${word}"
                typed="${typed%"${2}"}${2}"
            fi
            # The blanks before an empty word are those before the next, too.
            if [[ -n "${word}" ]]; then
                line="${line#"${line%%[![:space:]]*}"}"
                line="${line#"${word}"}"
            fi
            index+=1
        done

        # --profile=quick is --profile quick.
        if [[ "${typed}" = --*=* ]]; then
            words=("${words[@]::current}" "${typed%%=*}" "${typed#*=}" "${words[@]:current + 1}")
            current+=1
            typed="${typed#*=}"
        fi

        local is_path=false
        local -a COMP_WORDS=("${words[@]}")
        local -i COMP_CWORD="${current}"
        _etch "${1}" "${typed}" "${words[current - 1]}"

        # Readline replaces the end of what was typed, and puts a blank behind a word that is whole.
        "${is_path}" && compopt -o filenames 2>/dev/null
        local kept="${typed%"${2}"}"
        for index in "${!COMPREPLY[@]}"; do
            [[ "${COMPREPLY[index]}" = *[=/.] ]] && compopt -o nospace 2>/dev/null
            word="${COMPREPLY[index]#"${kept}"}"
            "${is_path}" || printf -v word %q "${word}"
            COMPREPLY[index]="${word}"
        done
    }

    complete -F _etch_whole_words etch
    """#
}
