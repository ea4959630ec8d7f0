/** The commands of one word: what the help says of each, and its own usage. */
export const COMMANDS = {
  exec: {
    summary: "harden what a command prints; no output and the command's exit code where it fails",
    usage: `Examples:
  casehard exec -- helm template web ./chart | kubectl apply -f -
  casehard exec --profile strict --report report.json -- kustomize build overlays/production
  casehard exec -- sh -c 'helm template "$ARGOCD_APP_NAME" . | ytt -f -'   a shell where one is needed

Usage: casehard exec [OPTIONS] [--] COMMAND...

Runs the command without a shell and hardens what it prints. It has casehard's stdin, its stderr goes through as it
comes, and SIGINT, SIGTERM and SIGHUP are passed on to it. Where it fails nothing is written to stdout, and no
set -o pipefail is needed. What stands behind the command's name is the command's, whatever it looks like.

Exit codes: the command's own where it failed; 128 and the number of the signal that ended it; 126 it can not be
run; 127 it is not found; 125 casehard itself failed; 1 findings that the caller asked to fail on, with the manifests
written; 0 written.`,
  },
  fn: {
    summary: 'a KRM function for kpt and Kustomize: a ResourceList from stdin to stdout',
    usage: `Examples:
  kpt fn eval PACKAGE --exec "casehard fn"                           harden a kpt package
  kpt fn eval PACKAGE --exec "casehard fn" -- profile=baseline       ... and say options
  kpt fn eval PACKAGE --exec "casehard fn" --fn-config hardening.yaml --results-dir results

Usage: casehard fn [OPTIONS] < RESOURCELIST > RESOURCELIST

Hardens the items of a ResourceList and adds what was changed and held to its results. Its functionConfig is a
configuration (kind: Hardening) in the place of casehard.yaml, or a ConfigMap whose data are options (profile:
baseline); names of files in it start from the working directory. The bare casehard recognises a ResourceList too; fn
refuses everything else. On an error the items come back as they were, with the error among the results.`,
  },
  check: {
    summary: 'would hardening change anything? exit code 1 if so; no manifests are written',
    usage: `Examples:
  casehard check .                     is all of the repository hardened?
  casehard check rendered/web.yaml
  helm template web ./chart | casehard check
  casehard check --write-known known.yaml .            take what there is as known,
  casehard check --known known.yaml .                  ... and fail on what comes to it
  casehard check --standard pss:restricted@v1.31 .     what would Pod Security admission of 1.31 forbid?
  casehard check --standard cis:5.2 --after web.yaml   what would be left of CIS after hardening?

Usage: casehard check [PATH...|-]

Would hardening change anything? Exit code 1 if so. Folders are walked as by casehard fix. Without a path, and for -,
stdin is read.

With --known, what stands in that file is known: only other findings are told, a line each, and fail. What is known and
gone is told on stderr. Lines and positions do not matter, so that what only moved stays known.

With --standard nothing is hardened: each place that the standard forbids is one line, and the exit code is 1 if there
is any. Pods in custom resources are judged too, though admission would see them only when their operator starts them.`,
  },
  diff: {
    summary: 'print what hardening would change in files as a unified diff; exit code 1 if there is any',
    usage: `Examples:
  casehard diff clusters/                    what would casehard fix change?
  casehard diff . > hardening.patch          ... to be applied by git apply or patch -p1
  helm template web ./chart | casehard diff -

Usage: casehard diff PATH...|-

Prints a unified diff, and a summary to stderr. Folders are walked as by casehard fix.

Exit codes: 0 nothing to change; 1 something to change; 2 usage, profile or configuration; 3 input refused.`,
  },
  fix: {
    summary: 'harden files in place, all of them or none',
    usage: `Examples:
  casehard fix clusters/ apps/web.yaml
  casehard fix --evidence . apps/web.yaml    change one file by the evidence of the whole repository

Usage: casehard fix PATH...

Changes files in place: those that hardening changes and no others, each at once, with its mode and line endings. Where
one can not be read or written, none is changed. Evidence is gathered over all files that are named.

Folders are walked for .yaml, .yml and .json files with Kubernetes objects in them. Left alone: what .gitignore and
.helmignore name, templates of charts and others that hold {{, patches of Kustomize, the files of Helm and Kustomize
themselves, symbolic links, .git and node_modules. A file that is named is taken whatever its name.

Exit codes: 0 all is hardened; 2 usage, profile, configuration, or a file that can not be written; 3 input refused.`,
  },
  explain: {
    summary: 'what a control does, and why; or all that was weighed for a workload; or the list of controls',
    usage: `casehard explain [CONTROL]
casehard explain KIND/[NAMESPACE/]NAME [-f FILE|-]

What a control does, why, and what may stop working; without one, the list of them. Of a workload: what each control
says of it, the evidence with its lines, and what would change the verdict. Kinds as for kubectl: deploy, sts, ds, ...`,
  },
  report: {
    summary: 'turn a saved report into another format, or compare it with an older one',
    usage: `Examples:
  casehard report report.json                                   for people
  casehard report report.json --format sarif > casehard.sarif   for code scanning
  casehard report new.json --since old.json                     what an upgrade of a chart changes

Usage: casehard report FILE|- [--format FORMAT] [--since OLD]

Reads a report that --report wrote as json or jsonl, and prints it in another format; --report does the same at once.
Of several reports in one file text, jsonl and github tell all; the others take one.

With --since, what differs between two reports: verdicts that are new, gone or other ones, and Pod Security levels, as
text, json or markdown. They are matched by control, object, container and field, so that what only moved is no news.

Exit codes: 0 written; 1 worse than before, where --fail-on-worse asks; 2 usage, or a file that can not be read;
3 no report.`,
  },
  doctor: {
    summary: 'which Helm, Kustomize, kubectl and kpt are here, and the exact line for each',
    usage: `casehard doctor [--format text|json]

Says which Helm, Kustomize, kubectl and kpt are on the PATH, which way of calling casehard works with each, the exact
line, and what is in the way. It asks these programs for their versions, and Helm for its plugins; no cluster is asked.

Exit codes: 0 at least one line works as it stands; 1 none does.`,
  },
  completion: { summary: 'print the completion script of the shell in SHELL: bash, zsh or fish' },
} as const

/** The usage of the bare `casehard`; it stands first in the help. */
export const FILTER_USAGE = `Examples:
  helm template web ./chart | casehard > hardened.yaml         harden a chart
  casehard --report report.json < in.yaml > out.yaml           ... and keep the full report
  helm upgrade --install web ./chart --post-renderer casehard  ... with Helm 3
  casehard exec -- helm template web ./chart                   ... without a pipe: nothing is written where it fails
  casehard check .                                             would hardening change any file in this folder?
  casehard fix clusters/                                       harden files in place (casehard diff only shows it)
  casehard explain read-only-root-filesystem                   what it does, why, and what may stop working
  casehard config init -f rendered.yaml > casehard.yaml        exemptions and facts to begin with
  casehard explain deploy/web -f rendered.yaml                 what was weighed for a workload, and what would change it

casehard hardens the pods in rendered Kubernetes manifests: manifests from stdin to stdout, a summary to stderr.

Usage: casehard [OPTIONS] < IN > OUT
       casehard COMMAND`

/** Stands last in the help. */
export const EPILOGUE = `What an option says, a variable can say too, e.g. CASEHARD_FAIL_ON for --fail-on; and so can casehard.yaml.
The flag goes first, then the variable, then the file.

Exit codes: 0 written; 1 findings that the caller asked to fail on; 2 usage, profile or configuration;
3 input refused; 4 a bug in casehard. On an error stdout stays empty.`
