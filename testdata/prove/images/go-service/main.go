// Command go-service stores the body of a PUT in /data and answers a GET with it.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

const file = "/data/value"

func main() {
	listen := os.Getenv("LISTEN")
	if listen == "" {
		listen = ":8080"
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if set := r.URL.Query().Get("set"); set != "" {
			if err := os.WriteFile(file, []byte(set), 0o600); err != nil {
				log.Print(err)
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
		}
		value, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			value = []byte("nothing")
		}
		fmt.Fprintf(w, "user %d has %s\n", os.Getuid(), value)
		_, _ = io.Copy(io.Discard, r.Body)
	})
	log.Printf("listens on %s", listen)
	log.Fatal(http.ListenAndServe(listen, nil))
}
