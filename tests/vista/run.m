run ; carries out the commands of a routine's lines, of a file named behind it: what no compiler takes for its length
 new file,line
 set $etrap="write $zstatus,! zhalt 1"
 set file=$zcmdline
 open file:readonly use file
 for  read line quit:$zeof  if $extract(line)=" " xecute line
 close file
 quit
