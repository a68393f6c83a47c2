#include <cstdio>
#include <string_view>

#include "scenarios/command/commands.h"

namespace orrery::scenarios {

namespace {

constexpr std::string_view kBash = R"(_orrery() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local commands="run sweep validate check list new query why report export compare render verify reference completions"
  case $previous in
    --level) COMPREPLY=($(compgen -W "summary protocol full" -- "$word")); return;;
    completions) COMPREPLY=($(compgen -W "bash zsh fish" -- "$word")); return;;
    --table) COMPREPLY=($(compgen -W "messages deliveries spans states faults metrics deadlines notes blocks \
        transactions logs" -- "$word")); return;;
    --record|--control|--csv|--perfetto|--out|--manifest|--results) COMPREPLY=($(compgen -f -- "$word")); return;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "$commands --help --version" -- "$word")); return
  fi
  local options=
  case ${COMP_WORDS[1]} in
    run) options="--set --seed --until --record --level --json --quiet --control --leave-after";;
    sweep) options="--seeds --vary --samples --sample-seed --independent --set --until --out --jobs --record --level
      --resume --retry-failed --manifest --range --results --missing --chunk --merge --json --quiet";;
    query) options="--table --limit --newest --count --csv --json";;
    validate) options="--seeds --out --jobs --force --quiet";;
    check) options="--set --seed";;
    list|why|compare) options="--json";;
    report) options="--out --force";;
    render) options="--view --output --time --round --network --select --compare --stage --size --theme --frames
      --step";;
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
  commands=('run:run a scenario and report what happened' 'sweep:many runs of a scenario'
    'validate:replays against what is documented'
    'check:check a scenario without running it'
    'list:the shipped scenarios' 'new:write a small scenario to start from' 'query:rows that a filter selects'
    'why:the causes of a violation' 'compare:where two recordings part'
    'report:an HTML page about a recording or a sweep'
    'export:write a recording in another format' 'render:a picture of a recording' \
    'verify:run a recording again and compare digests'
    'reference:every key of the scenario language' 'completions:a completion script')
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  case $words[2] in
    run) _arguments '*--set[change one value]:key=value' '--seed[the seed]:number' '--until[stop early]:time' \
           '--record[write the history]:file:_files' '--level[how much to record]:level:(summary protocol full)' \
           '--json[one JSON object]' '--quiet[no progress]' \
           '--control[wait for commands]:socket:_files' \
           '--leave-after[end when nobody is connected]:duration' '*:scenario:_files -g "*.toml"';;
    sweep) _arguments '--seeds[which seeds]:numbers' '*--vary[vary a key]:key=values' '--samples[points]:number' \
           '*--set[change one value]:key=value' '--until[stop early]:time' '--out[the sweep]:file:_files' \
           '--jobs[processes]:number' '--record[recordings]:folder:_files -/' \
           '--level[how much to record]:level:(summary protocol full)' '--resume[go on]' '--retry-failed[try again]' \
           '--manifest[write the runs]:file:_files' '--range[runs]:first..last' '--results[folder]:folder:_files -/' \
           '--missing[print what is missing]' '--chunk[most runs]:number' '--merge[make one file]' '--json[as JSON]' \
           '--quiet[no progress]' '*:file:_files';;
    validate) _arguments '--seeds[which seeds]:numbers' '--out[the page]:file:_files' '--jobs[processes]:number' \
           '--force[replace]' '--quiet[no progress]' '*:scenario:_files -g "*.toml"';;
    check) _arguments '*--set[change one value]:key=value' '--seed[the seed]:number' '*:scenario:_files -g "*.toml"';;
    list) _arguments '--json[as JSON]';;
    query) _arguments \
           '--table[which rows]:table:(messages deliveries spans states faults notes blocks transactions logs)' \
           '--limit[at most so many]:number' '--newest[from the end]' '--count[only how many]' '--csv[as CSV]' \
           '--json[as JSON]' '1:recording:_files' '2:filter:';;
    compare) _arguments '--json[as JSON]' '*:recording:_files';;
    why) _arguments '--json[as JSON]' '*:recording:_files';;
    report) _arguments '--out[the page]:file:_files' '--force[replace]' '*:file:_files';;
    export) _arguments '--csv[folder]:folder:_files -/' '--perfetto[file]:file:_files' '--force[replace]' \
           '*:recording:_files';;
    completions) _values shell bash zsh fish;;
    *) _files;;
  esac
}
_orrery "$@"
)";

constexpr std::string_view kFish =
    R"(set -l commands run sweep validate check list new query why report export compare \
  render verify reference completions
complete -c orrery -n "not __fish_seen_subcommand_from $commands" -f -a "$commands"
complete -c orrery -n "__fish_seen_subcommand_from run" -l record -r -d "write the history to this file"
complete -c orrery -n "__fish_seen_subcommand_from sweep" -l seeds -x -d "which seeds"
complete -c orrery -n "__fish_seen_subcommand_from sweep" -l vary -x -d "vary a key"
complete -c orrery -n "__fish_seen_subcommand_from sweep" -l samples -x -d "points of a Latin hypercube"
complete -c orrery -n "__fish_seen_subcommand_from sweep" -l out -r -d "the sweep's file"
complete -c orrery -n "__fish_seen_subcommand_from sweep" -l manifest -r -d "write the runs for other machines"
complete -c orrery -n "__fish_seen_subcommand_from sweep" -l results -r -d "folder for results"
complete -c orrery -n "__fish_seen_subcommand_from sweep" -l range -x -d "runs FIRST..LAST of a manifest"
complete -c orrery -n "__fish_seen_subcommand_from sweep" -l merge -d "make one file of the results"
complete -c orrery -n "__fish_seen_subcommand_from sweep" -l resume -d "go on with what is there"
complete -c orrery -n "__fish_seen_subcommand_from validate" -l seeds -x -d "which seeds"
complete -c orrery -n "__fish_seen_subcommand_from validate" -l out -r -d "the page"
complete -c orrery -n "__fish_seen_subcommand_from run" -l level -x -a "summary protocol full"
complete -c orrery -n "__fish_seen_subcommand_from run" -l until -x -d "stop early"
complete -c orrery -n "__fish_seen_subcommand_from run" -l quiet -d "no progress"
complete -c orrery -n "__fish_seen_subcommand_from run" -l control -r -d "wait for commands on this socket"
complete -c orrery -n "__fish_seen_subcommand_from run" -l leave-after -x -d "end when nobody is connected"
complete -c orrery -n "__fish_seen_subcommand_from query" -l table -x -d "which rows"
complete -c orrery -n "__fish_seen_subcommand_from query" -l limit -x -d "at most so many"
complete -c orrery -n "__fish_seen_subcommand_from query" -l newest -d "from the end"
complete -c orrery -n "__fish_seen_subcommand_from query" -l count -d "only how many match"
complete -c orrery -n "__fish_seen_subcommand_from query" -l csv -d "as CSV"
complete -c orrery -n "__fish_seen_subcommand_from run check" -l set -x -d "change one value"
complete -c orrery -n "__fish_seen_subcommand_from run check" -l seed -x -d "the seed"
complete -c orrery -n "__fish_seen_subcommand_from run list why query compare" -l json -d "as JSON"
complete -c orrery -n "__fish_seen_subcommand_from report" -l out -r -d "the page"
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
