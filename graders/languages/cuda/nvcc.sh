#!/bin/sh
# nvcc.sh NVCC OUTPUT OPTIONS...  makes OUTPUT of glue.cu: PTX if it is called so, else a program.  With it goes what the
# assembler says of each kernel for sm_80, as lines "// ptxas NAME REGISTERS SPILLED_BYTES": before PTX, behind a program.
set -eu
nvcc=$1 output=$2
shift 2
case $output in
  *.ptx) "$nvcc" "$@" -o glue.ptx glue.cu ;;
  *) "$nvcc" "$@" --keep -o linked glue.cu ;;
esac

assembled=0
"$(dirname "$nvcc")/ptxas" -v -arch=sm_80 -o glue.cubin glue.ptx > said 2>&1 || assembled=$?
if [ $assembled -ne 0 ]; then
  # The line is that of the first array, as it is where NVRTC compiles.
  line=$(grep -n __shared__ solution.cu | cut -d: -f1 | head -n 1)
  c++filt -p < said | sed "s/^ptxas error *: Entry function '\(.*\)' uses too much shared data (\(0x[0-9a-f]*\) bytes.*/\1 \2/; t; d" |
    while read -r kernel bytes; do
      echo "solution.cu(${line:-1}): error: \`$kernel\` declares $((bytes)) bytes of shared memory, and a block has 49152: work in smaller tiles"
    done >&2
  cat said >&2
  exit 1
fi
awk '
  function before(words) { return match($0, "[0-9]+ " words) ? substr($0, RSTART) + 0 : 0 }
  /entry function \x27/ { split($0, parts, "\x27"); kernel = parts[2]; kernels[kernel] }
  kernel != "" {
    spilled[kernel] += before("bytes spill stores")
    if (before("registers,")) used[kernel] = before("registers,")
  }
  END { for (kernel in kernels) print "// ptxas", kernel, used[kernel] + 0, spilled[kernel] + 0 }' said > lines
case $output in
  *.ptx) cat lines glue.ptx > "$output" ;;
  *)
    { cat linked && echo && cat lines; } > "$output"
    chmod +x "$output"
    ;;
esac
