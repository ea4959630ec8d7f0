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
