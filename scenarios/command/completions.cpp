#include <cstdio>
#include <string_view>

#include "scenarios/command/commands.h"

namespace orrery::scenarios {

namespace {

constexpr std::string_view kBash = R"(_orrery() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local commands="run check list new why export verify reference completions"
  case $previous in
    --level) COMPREPLY=($(compgen -W "summary protocol full" -- "$word")); return;;
    completions) COMPREPLY=($(compgen -W "bash zsh fish" -- "$word")); return;;
    --record|--csv|--perfetto) COMPREPLY=($(compgen -f -- "$word")); return;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "$commands --help --version" -- "$word")); return
  fi
  local options=
  case ${COMP_WORDS[1]} in
    run) options="--set --seed --until --record --level --json --quiet";;
    check) options="--set --seed";;
    list|why) options="--json";;
    export) options="--csv --perfetto --force";;
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options --help" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _orrery orrery ./orrery
)";

constexpr std::string_view kZsh = R"(#compdef orrery
_orrery() {
  local -a commands
  commands=('run:run a scenario and report what happened' 'check:check a scenario without running it'
    'list:the shipped scenarios' 'new:write a small scenario to start from' 'why:the causes of a violation'
    'export:write a recording in another format' 'verify:run a recording again and compare digests'
    'reference:every key of the scenario language' 'completions:a completion script')
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  case $words[2] in
    run) _arguments '*--set[change one value]:key=value' '--seed[the seed]:number' '--until[stop early]:time' \
           '--record[write the history]:file:_files' '--level[how much to record]:level:(summary protocol full)' \
           '--json[one JSON object]' '--quiet[no progress]' '*:scenario:_files -g "*.toml"';;
    check) _arguments '*--set[change one value]:key=value' '--seed[the seed]:number' '*:scenario:_files -g "*.toml"';;
    list) _arguments '--json[as JSON]';;
    why) _arguments '--json[as JSON]' '*:recording:_files';;
    export) _arguments '--csv[folder]:folder:_files -/' '--perfetto[file]:file:_files' '--force[replace]' \
           '*:recording:_files';;
    completions) _values shell bash zsh fish;;
    *) _files;;
  esac
}
_orrery "$@"
)";

constexpr std::string_view kFish = R"(set -l commands run check list new why export verify reference completions
complete -c orrery -n "not __fish_seen_subcommand_from $commands" -f -a "$commands"
complete -c orrery -n "__fish_seen_subcommand_from run" -l record -r -d "write the history to this file"
complete -c orrery -n "__fish_seen_subcommand_from run" -l level -x -a "summary protocol full"
complete -c orrery -n "__fish_seen_subcommand_from run" -l until -x -d "stop early"
complete -c orrery -n "__fish_seen_subcommand_from run" -l quiet -d "no progress"
complete -c orrery -n "__fish_seen_subcommand_from run check" -l set -x -d "change one value"
complete -c orrery -n "__fish_seen_subcommand_from run check" -l seed -x -d "the seed"
complete -c orrery -n "__fish_seen_subcommand_from run list why" -l json -d "as JSON"
complete -c orrery -n "__fish_seen_subcommand_from export" -l csv -r -d "folder for CSV files"
complete -c orrery -n "__fish_seen_subcommand_from export" -l perfetto -r -d "trace file"
complete -c orrery -n "__fish_seen_subcommand_from export" -l force -d "replace existing files"
complete -c orrery -n "__fish_seen_subcommand_from completions" -x -a "bash zsh fish"
)";

}  // namespace

int completions_command(const std::string& shell) {
  const std::string_view script = shell == "bash" ? kBash : shell == "zsh" ? kZsh : kFish;
  std::fwrite(script.data(), 1, script.size(), stdout);
  return kHeld;
}

}  // namespace orrery::scenarios
