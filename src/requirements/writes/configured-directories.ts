import { findInGroups } from '../../evidence/evidence.ts'
import { folderOf, resolvePath } from '../../evidence/shell/directories.ts'
import {
  type PodText,
  selectTexts,
  type TextGroup,
  textsOfContainer,
  withoutComments,
} from '../../evidence/text/text.ts'
import type { Container, Evidence, EvidenceContext, Pod } from '../../model.ts'
import type { NamedDirectory } from './named-directories.ts'

/* Directories that programs write to by options of the JVM and by configuration in mounted ConfigMaps. */

/** A setting with the path of a file or directory. */
interface Setting {
  words: RegExp
  /** Whether the path is a directory, or a file in one; absent: a file if it has an extension. */
  isFolder?: boolean
  required: boolean
  data?: true
}

const PATH = String.raw`["']?(\/[\w./%@+-]+)`

/** Matches a setting at the start of a line, with blanks that are no line breaks. */
const line = (names: string, separator: ' ' | '='): RegExp =>
  new RegExp(`^[ \\t]*(?:${names})${separator === ' ' ? '[ \\t]+' : '[ \\t]*=[ \\t]*'}${PATH}`, 'gm')

/** Matches a setting of a YAML file whose path is in a directory for files that programs write. */
const variable = (names: string): RegExp =>
  new RegExp(`^[ \\t]*(?:${names}):[ \\t]*["']?(\\/(?:var|run|data|logs?)\\/[\\w./@+-]+)`, 'gm')

/** Options of the JVM and properties of Spring Boot, in arguments and in variables such as JAVA_TOOL_OPTIONS. */
const JAVA: readonly Setting[] = [
  { words: new RegExp(`-Xlog:[^\\s:]{0,200}:(?:file=)?${PATH}`, 'g'), isFolder: false, required: true },
  { words: new RegExp(`-Xloggc:${PATH}`, 'g'), isFolder: false, required: true },
  { words: new RegExp(`-Dlogging\\.file(?:\\.name)?=${PATH}`, 'g'), isFolder: false, required: true },
  { words: new RegExp(`-Dlogging\\.(?:file\\.)?path=${PATH}`, 'g'), isFolder: true, required: true },
  { words: new RegExp(`-XX:(?:ErrorFile|LogFile)=${PATH}`, 'g'), isFolder: false, required: false },
  { words: new RegExp(`-XX:HeapDumpPath=${PATH}`, 'g'), required: false },
]

/** Settings in the configuration files of nginx, PHP-FPM, Redis, PostgreSQL, MySQL, MongoDB, supervisord and Traefik. */
const FILES: readonly Setting[] = [
  {
    words: line('(?:client_body|proxy|fastcgi|uwsgi|scgi)_(?:temp|cache)_path', ' '),
    isFolder: true,
    required: true,
  },
  {
    words: line('access_log|error_log|pid|lock_file|logfile|pidfile|unixsocket', ' '),
    isFolder: false,
    required: true,
  },
  {
    words: line(
      'pid|error_log|access\\.log|slowlog|listen|log[-_]error|pid[-_]file|external_pid_file|slow_query_log_file|general_log_file|logfile|pidfile|stdout_logfile|stderr_logfile|logging\\.file(?:\\.name)?',
      '=',
    ),
    isFolder: false,
    required: true,
  },
  {
    words: line('log_directory|unix_socket_directories|tmpdir|stats_temp_directory|logging\\.file\\.path', '='),
    isFolder: true,
    required: true,
  },
  { words: line('data_directory|datadir', '='), isFolder: true, required: true, data: true },
  { words: line('dir', ' '), isFolder: true, required: true, data: true },
  { words: variable('filePath|pidFilePath'), isFolder: false, required: true },
  { words: variable('dbPath'), isFolder: true, required: true, data: true },
]

/** Streams of the process, and files that images link to them. */
const STREAMS =
  /^\/(?:dev|proc)\/|^\/var\/log\/(?:nginx\/(?:access|error)|apache2\/(?:access|error)|httpd\/\w+)\.?(?:_log|log)$/

const readSettings = (settings: readonly Setting[], { text, isSecret, where, at }: PodText): NamedDirectory[] =>
  settings.flatMap(({ words, isFolder, required, data = false }) =>
    [...text.matchAll(words)].flatMap(([match, written = '']): NamedDirectory[] => {
      // The JVM replaces %p and %t.
      const path = resolvePath(undefined, written.replaceAll('%', ''))
      if (path === undefined || STREAMS.test(path) || isSecret) return []
      const evidence: Evidence = { source: 'manifest', text: `${match.trim().replace(/\s+/g, ' ')} in ${where}`, at }
      const isWhole = isFolder ?? !/\.\w+$/.test(path)
      return [{ path: isWhole ? path : folderOf(path), fills: true, required, data, evidence }]
    }),
  )

const readOptions = (group: TextGroup): NamedDirectory[] =>
  group.flatMap((piece) =>
    piece.text.includes('/') && /-X|-D/.test(piece.text) && piece.kind !== 'file' ? readSettings(JAVA, piece) : [],
  )

const configuration = (group: TextGroup): PodText[] => group.filter(({ kind }) => kind === 'file').map(withoutComments)

const readFiles = (group: TextGroup): NamedDirectory[] => group.flatMap((piece) => readSettings(FILES, piece))

/** Finds the directories that options of the JVM and mounted configuration tell the program of a container to write to. */
export const findConfiguredDirectories = (
  pod: Pod,
  container: Container,
  context: EvidenceContext,
): NamedDirectory[] => {
  const texts = textsOfContainer(pod, container, context)
  return [...findInGroups(texts, readOptions), ...findInGroups(selectTexts(texts, configuration), readFiles)]
}
