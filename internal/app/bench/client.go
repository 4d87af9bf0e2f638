package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
)

// conn is one connection of the load. It costs the machine little, so that the figures are the server's: requests are made
// beforehand, answers are read and not understood.
type conn struct {
	net.Conn
	in   *bufio.Reader
	body []byte // of the last answer
}

func dial(ctx context.Context, address string) (*conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c, in: bufio.NewReaderSize(c, 16<<10)}, nil
}

// get makes a request of a page with a session.
func get(path, cookie string) []byte {
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: bench\r\nCookie: %s\r\n\r\n", path, cookie)
}

// post makes a request of the API with a command's id, into buf.
func post(buf []byte, path, cookie, command, body string) []byte {
	buf = append(buf[:0], "POST "...)
	buf = append(buf, path...)
	buf = append(buf, " HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nCookie: "...)
	buf = append(buf, cookie...)
	buf = append(buf, "\r\nIdempotency-Key: "...)
	buf = append(buf, command...)
	buf = append(buf, "\r\nContent-Length: "...)
	buf = strconv.AppendInt(buf, int64(len(body)), 10)
	buf = append(buf, "\r\n\r\n"...)
	return append(buf, body...)
}

// ask sends a request and reads the answer; anything but 200 is an error.
func (c *conn) ask(request []byte) error {
	if _, err := c.Write(request); err != nil {
		return err
	}
	status, err := c.read()
	if err == nil && status != 200 {
		path, _, _ := bytes.Cut(request, []byte(" HTTP/"))
		err = fmt.Errorf("bench: %s: %d %s", path, status, c.body[:min(len(c.body), 400)])
	}
	return err
}

var errAnswer = errors.New("bench: an answer that is no HTTP/1.1")

func (c *conn) read() (status int, err error) {
	line, err := c.line()
	if err != nil {
		return 0, err
	}
	if len(line) < 12 {
		return 0, errAnswer
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, errAnswer
	}
	length, chunked := 0, false
	for {
		if line, err = c.line(); err != nil {
			return 0, err
		}
		if len(line) == 0 {
			break
		}
		if v, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(v)); err != nil {
				return 0, errAnswer
			}
		}
		chunked = chunked || bytes.Equal(line, []byte("Transfer-Encoding: chunked"))
	}
	c.body = c.body[:0]
	if chunked {
		return status, c.chunks()
	}
	return status, c.take(length)
}

func (c *conn) chunks() error {
	for {
		line, err := c.line()
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(string(line), 16, 32)
		if err != nil {
			return errAnswer
		}
		if err := c.take(int(n)); err != nil {
			return err
		}
		if _, err := c.line(); err != nil || n == 0 {
			return err
		}
	}
}

// take reads n bytes to the end of the body.
func (c *conn) take(n int) error {
	at := len(c.body)
	if need := at + n; need > cap(c.body) {
		c.body = append(make([]byte, 0, 2*need), c.body...)
	}
	c.body = c.body[:at+n]
	_, err := io.ReadFull(c.in, c.body[at:])
	return err
}

func (c *conn) line() ([]byte, error) {
	line, err := c.in.ReadSlice('\n')
	return bytes.TrimRight(line, "\r\n"), err
}
