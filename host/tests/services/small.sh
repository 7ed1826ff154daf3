# A service in the shell: `small.sh NAME` offers the tool `act-NAME`, which answers with its name.
while IFS= read -r line; do
  id=${line#*'"id":'} id=${id%%,*}
  case $line in
    *'"describe"'*)
      result='{"protocol_version":"1.0","name":"'$1'","version":"1","capabilities":{"tools":[{"name":"act-'$1'",'
      result=$result'"description":"Acts.","input_schema":{}}]}}' ;;
    *'"configure"'*) result='{"status":"ok"}' ;;
    *) result='{"success":true,"output":"'$1'"}' ;;
  esac
  echo '{"jsonrpc":"2.0","id":'"$id"',"result":'"$result"'}'
done
