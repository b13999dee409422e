// An independent reader of the transparency logs: the packages of the Go project that its own checksum database stands on. It is given the
// address of a log, its key, the key of a witness and an older size, and reads checkpoint and tiles as anybody does.
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Println("NOT VERIFIED:", err)
		os.Exit(1)
	}
}

func get(url string) []byte {
	answer, err := http.Get(url)
	must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	must(err)
	if answer.StatusCode != 200 {
		must(fmt.Errorf("%s: %s", url, answer.Status))
	}
	return body
}

// cosigner verifies lines of C2SP tlog-cosignature, which the package does not know.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	time := binary.BigEndian.Uint64(sig)
	return ed25519.Verify(c.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, msg)), sig[8:])
}

func newCosigner(vkey string) cosigner {
	parts := strings.SplitN(vkey, "+", 3)
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	must(err)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	must(err)
	if key[0] != 4 {
		must(fmt.Errorf("not the key of a cosigner"))
	}
	return cosigner{parts[0], uint32(hash), ed25519.PublicKey(key[1:])}
}

// tiles reads tiles as C2SP tlog-tiles names them: those of the package without their height.
type tiles struct{ root string }

func (t tiles) Height() int { return 8 }
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		found = append(found, get(t.root+strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
	}
	return found, nil
}
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func main() {
	root, logKey, witnessKey := os.Args[1], os.Args[2], os.Args[3]
	older, err := strconv.ParseInt(os.Args[4], 10, 64)
	must(err)

	verifier, err := note.NewVerifier(logKey)
	must(err)
	witness := newCosigner(witnessKey)
	signed, err := note.Open(get(root+"checkpoint"), note.VerifierList(verifier, witness))
	must(err)
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	hash, err := tlog.ParseHash(lines[2])
	must(err)
	tree := tlog.Tree{N: size, Hash: hash}
	read := tlog.TileHashReader(tree, tiles{root})

	entries := 0
	for bundle := int64(0); bundle*256 < size; bundle++ {
		name := fmt.Sprintf("%03d", bundle)
		if size-bundle*256 < 256 {
			name += fmt.Sprintf(".p/%d", size-bundle*256)
		}
		data := get(root + "tile/entries/" + name)
		for place := int64(0); len(data) > 0; place++ {
			length := binary.BigEndian.Uint16(data)
			leaf := tlog.RecordHash(data[2 : 2+length])
			data = data[2+length:]
			proof, err := tlog.ProveRecord(size, bundle*256+place, read)
			must(err)
			must(tlog.CheckRecord(proof, size, hash, bundle*256+place, leaf))
			entries++
		}
	}
	before, err := tlog.TreeHash(older, read)
	must(err)
	proof, err := tlog.ProveTree(size, older, read)
	must(err)
	must(tlog.CheckTree(proof, size, hash, older, before))
	fmt.Printf("%d entries of %d, %d signatures, continues %s\n", entries, size, len(signed.Sigs), before)
}
