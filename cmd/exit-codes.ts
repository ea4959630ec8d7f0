/** The input was read and the manifests were written. */
export const EXIT_WRITTEN = 0

/** Findings, where the caller asked to fail on them; the filter has written the manifests all the same. */
export const EXIT_FINDINGS = 1

/** Wrong usage, profile or configuration, or a report that can not be written; nothing on stdout. */
export const EXIT_USAGE = 2

/** The input is refused; nothing on stdout. */
export const EXIT_REFUSED = 3

/** A bug in casehard; nothing on stdout. */
export const EXIT_BUG = 4

/** `exec` alone: casehard itself failed, whatever over; the codes below are its command's own. As in `env` and `timeout`. */
export const EXIT_EXEC = 125

/** `exec`: the command was found and can not be run. */
export const EXIT_NOT_EXECUTABLE = 126

/** `exec`: the command was not found. */
export const EXIT_NOT_FOUND = 127

/** `exec`: a signal ended the command; its number is added, as shells do. */
export const EXIT_SIGNALLED = 128
