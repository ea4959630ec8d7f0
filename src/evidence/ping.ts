/**
 * A pattern for `ping`, to be put among the names of programs. It is a word of redis-cli, mysqladmin and others too, so
 * it counts only where a command starts, with a host after it.
 */
export const PING =
  '(?<=(?:^|[;&|(`!\\n]|\\b(?:then|do|else|if|while|until|exec))\\s*(?:/[\\w./-]*/)?)f?ping6?(?=\\s+\\S)'
