require 'webrick'

# Answers with the number of lines in its own log.
log = 'log/requests.log'
server = WEBrick::HTTPServer.new(Port: 4567)
server.mount_proc('/') do |request, response|
  File.write(log, "#{request.path}\n", mode: 'a')
  response.body = "requests: #{File.readlines(log).size}\n"
end
trap('TERM') { server.shutdown }
server.start
